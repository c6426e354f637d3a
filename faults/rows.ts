/** The list of the rows of the fault table, in its order. */
export {F1} from './rows/F1.ts';
export {F2} from './rows/F2.ts';
export {F3} from './rows/F3.ts';
export {F3b} from './rows/F3b.ts';
export {F4} from './rows/F4.ts';
export {F5} from './rows/F5.ts';
export {F5b} from './rows/F5b.ts';
export {F6} from './rows/F6.ts';
export {F7} from './rows/F7.ts';
export {F7b} from './rows/F7b.ts';
export {F8} from './rows/F8.ts';
export {F9} from './rows/F9.ts';
export {F10} from './rows/F10.ts';
export {F11} from './rows/F11.ts';
export {F12} from './rows/F12.ts';
export {F13} from './rows/F13.ts';
