/** The list of the rows of the fault table, in its order. */
export {F1} from './rows/F1.ts';
export {F2} from './rows/F2.ts';
export {F3} from './rows/F3.ts';
export {F3b} from './rows/F3b.ts';
export {F4} from './rows/F4.ts';
