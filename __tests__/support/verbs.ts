/** Every shell verb, loaded before the tests are defined. */
import {allVerbs} from '../../src/cli/verbLoading.ts';

export const VERBS = await allVerbs();
