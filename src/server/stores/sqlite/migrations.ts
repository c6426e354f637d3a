/** The list of the migrations. */
export {m0001} from './migrations/m0001.ts';
