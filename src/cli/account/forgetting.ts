/** Removes what this machine keeps of what an account has seen; no connection is needed. */
import {existsSync} from 'node:fs';
import {removeSealedIndex} from '../../client/encryption/searching/sealedIndex.ts';
import {removeHistory} from '../../client/history/historyFile.ts';
import {accountStores, type AccountStores} from '../../client/local/accountStore.ts';
import {forgetSeen as forgetSeenIn} from '../../client/local/forgetting.ts';
import {storeFileIn} from '../../client/local/store.ts';
import type {Shell} from '../shell.ts';
import type {Account} from './logins.ts';

/**
 * History, index of encrypted messages, conversations without the server, which files were sent and taken, copies of the
 * store. Keys and unsent messages stay. @throws file-unwritable
 */
export async function forgetSeen(shell: Shell, {serverUrl, name}: Account): Promise<void> {
  const stores = accountStores({
    serverUrl,
    dataDir: shell.paths.clientDir,
    now: () => shell.now(),
    newId: () => shell.newId(),
  });
  const dir = stores.dirOf(name);
  removeHistory(dir);
  removeSealedIndex(dir);
  try {
    await forgetInStore(stores, name);
  } finally {
    await stores.close();
  }
}

/** Of that, what is in the store, and its copies. @throws file-unwritable */
export async function forgetInStore(stores: Pick<AccountStores, 'step' | 'dirOf'>, name: string): Promise<void> {
  const dir = stores.dirOf(name);
  if (existsSync(storeFileIn(dir))) await stores.step(name, database => forgetSeenIn(database, dir));
}
