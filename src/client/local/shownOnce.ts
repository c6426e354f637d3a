/** Remembers on this machine what a person was told once, so that it is not repeated at each start. */
import type {AccountStores} from './accountStore.ts';
import {inTransaction} from './sqlite.ts';

/** The oldest ones go, and may be said again. */
const TOLD_MAX = 5_000;

/** @returns whether it was never said before, by whichever program: then it is now; also where the disk cannot keep it */
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
