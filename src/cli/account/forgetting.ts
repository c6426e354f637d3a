/** Removes what this machine keeps of what an account has seen; no connection is needed. */
import {existsSync} from 'node:fs';
import {removeSealedIndex} from '../../client/encryption/searching/sealedIndex.ts';
import {clearKeptTalk} from '../../client/direct/keptTalk.ts';
import {removeHistory} from '../../client/history/historyFile.ts';
import {accountStores} from '../../client/local/accountStore.ts';
import {storeFileIn} from '../../client/local/store.ts';
import type {Shell} from '../shell.ts';
import type {Account} from './logins.ts';

/** History, index of encrypted messages, conversations without the server. Keys and unsent messages stay. */
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
    if (existsSync(storeFileIn(dir))) await clearKeptTalk(stores, name);
  } finally {
    await stores.close();
  }
}
