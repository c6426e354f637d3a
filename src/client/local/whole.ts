/** Whether the local store of an account is whole; nothing of it is changed. */
import {existsSync} from 'node:fs';
import {isBusy, openReadOnly} from './sqlite.ts';
import {storeFileIn} from './store.ts';

/** @param dir the account's own folder */
export async function isWhole(dir: string): Promise<boolean> {
  const path = storeFileIn(dir);
  if (!existsSync(path)) return true;
  try {
    const database = await openReadOnly(path);
    try {
      return Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0] === 'ok';
    } finally {
      database.close();
    }
  } catch (error) {
    return isBusy(error);
  }
}
