/** The list of the rows of the fault table, in its order. */
export {F1} from './rows/F1.ts';
export {F2} from './rows/F2.ts';
