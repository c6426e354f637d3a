/** Runs the contract of the store against every store in the list. */
import * as stores from '../../src/server/stores.ts';
import {storeContract} from './store.contract.ts';

for (const [name, open] of Object.entries(stores)) storeContract(name, open);
