/**
 * The promises under faults: one row of the table for each way to break something, in its short form; `npm run faults` runs all.
 */
import {F1, F18, F3, F31, F33, F4, F5, F6, F7b, F8} from '../../faults/rows.ts';
import {testShortForms} from '../support/machine/shortForm.ts';

testShortForms([F1, F3, F4, F5, F6, F7b, F8, F18, F31, F33]);
