/** The list of the local store's migrations. */
export {m0001} from './migrations/m0001.ts';
