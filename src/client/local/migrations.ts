/** The list of the local store's migrations. */
export {m0001} from './migrations/m0001.ts';
export {m0002} from './migrations/m0002.ts';
export {m0003} from './migrations/m0003.ts';
export {m0004} from './migrations/m0004.ts';
export {m0005} from './migrations/m0005.ts';
export {m0006} from './migrations/m0006.ts';
export {m0007} from './migrations/m0007.ts';
export {m0008} from './migrations/m0008.ts';
export {m0009} from './migrations/m0009.ts';
export {m0010} from './migrations/m0010.ts';
export {m0011} from './migrations/m0011.ts';
export {m0012} from './migrations/m0012.ts';
