/** Deletes what this machine has stored of an account's history; needs no connection. */
import {existsSync} from 'node:fs';
import {removeSealedIndex} from '../../client/encryption/searching/sealedIndex.ts';
import {removeHistory} from '../../client/history/historyFile.ts';
import {accountStores, type AccountStores} from '../../client/local/accountStore.ts';
import {forgetSeen as forgetSeenIn} from '../../client/local/forgetting.ts';
import {storeFileIn} from '../../client/local/store.ts';
import type {Shell} from '../shell.ts';
import type {Account} from './logins.ts';

/**
 * Deletes the history, the index of encrypted messages, direct conversations, the list of transferred files, and copies of the
 * store. Encryption keys and unsent messages stay. @throws file-unwritable
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

/** Deletes the part of it that is in the store, and copies of the store. @throws file-unwritable */
export async function forgetInStore(stores: Pick<AccountStores, 'step' | 'dirOf'>, name: string): Promise<void> {
  const dir = stores.dirOf(name);
  if (existsSync(storeFileIn(dir))) await stores.step(name, database => forgetSeenIn(database, dir));
}
