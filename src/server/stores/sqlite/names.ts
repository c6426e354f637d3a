/** Login names by user id, cached, because they never change. */
import {SERVER_SENDER} from '../../storeContract/store.ts';
import {query, type Database} from './engine/database.ts';

export interface Names {
  nameOf(userId: number): string;
  /** Discards the cache after a rollback, because an id may be assigned again to somebody else. */
  forget(): void;
}

export function openNames(database: Database): Names {
  const find = query<{name: string}, [number]>(database, 'SELECT name FROM accounts WHERE user_id = ?');
  const known = new Map<number, string>();
  return {
    nameOf(userId) {
      if (userId === SERVER_SENDER.userId) return SERVER_SENDER.name;
      let name = known.get(userId);
      if (name === undefined) {
        name = find.one(userId)?.name;
        if (name === undefined) throw new Error(`no account has the id ${userId}`);
        known.set(userId, name);
      }
      return name;
    },
    forget: () => known.clear(),
  };
}
