/** The list of the stores; the contract suite runs against each of them. */
export {openSqliteStore} from './stores/sqlite.ts';
