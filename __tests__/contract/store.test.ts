/** Runs the contract of the store against every store there is. */
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import {storeContract} from './store.contract.ts';

storeContract('openSqliteStore', openSqliteStore);
