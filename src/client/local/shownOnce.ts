/** Remembers notices on this machine that are shown only once, not at each start. */
import type {AccountStores} from './accountStore.ts';
import {inTransaction} from './sqlite.ts';

/** Maximum number of remembered notices; the oldest are dropped and may be shown again. */
const TOLD_MAX = 5_000;

/** @returns true the first time for any program of this account, or when the disk cannot store it */
export async function isFirstTime(stores: AccountStores, me: string, what: string): Promise<boolean> {
  try {
    const store = await stores.open(me);
    try {
      const {database} = store;
      return inTransaction(database, () => {
        const {changes} = database.prepare('INSERT OR IGNORE INTO told (what) VALUES (?)').run(what);
        database.prepare('DELETE FROM told WHERE place <= (SELECT max(place) FROM told) - ?').run(TOLD_MAX);
        return changes === 1;
      });
    } finally {
      store.close();
    }
  } catch {
    return true;
  }
}
