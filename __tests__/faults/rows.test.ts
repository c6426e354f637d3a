/** The promises under faults, each row of the table in a short form. */
import * as list from '../../faults/rows.ts';
import {testShortForms} from '../support/shortForm.ts';

/** This one waits for timeouts of the product itself: it is begun first. */
const {F7, ...others} = list;

testShortForms([F7, ...Object.values(others)]);
