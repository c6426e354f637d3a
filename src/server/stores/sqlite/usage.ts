/** Bytes of log written per person, for quotas; cached and written now and then. */
import {query, type Database} from './engine/database.ts';

/** Bytes counted per entry besides its text, for row and indexes. */
export const ENTRY_BYTES = 128;
/**
 * Bytes per person that may be missing from the count after a crash, because not every commit writes the rows of all senders.
 */
const UNSAVED_BYTES_MAX = 64 * 1024;

/** All methods are called inside a transaction. */
export interface Usage {
  of(userId: number): number;
  total(): number;
  add(userId: number, bytes: number): void;
  /** Called before a savepoint and before the commit. */
  save(): void;
  /** After a rollback: discards what is cached, the rows in the database count. */
  forget(): void;
  /** Called when the store closes. */
  saveAll(): void;
}

export function openUsage(database: Database): Usage {
  const rows = query<{user_id: number; bytes: number}, []>(database, 'SELECT user_id, bytes FROM log_usage');
  const update = database.statement(
    'INSERT INTO log_usage (user_id, bytes) VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET bytes = excluded.bytes',
  );
  const row = query<{bytes: number}, [number]>(database, 'SELECT bytes FROM log_usage WHERE user_id = ?');
  /** Written since the last rollback, which may revert their rows. */
  const written = new Set<number>();
  const saved = new Map<number, number>();
  const unsaved = new Map<number, number>();
  const due = new Set<number>();
  let total = 0;
  for (const {user_id: userId, bytes} of rows.all()) {
    saved.set(userId, bytes);
    total += bytes;
  }
  const write = (userId: number): void => {
    const bytes = (saved.get(userId) ?? 0) + (unsaved.get(userId) ?? 0);
    update.run(userId, bytes);
    written.add(userId);
    saved.set(userId, bytes);
    unsaved.delete(userId);
  };
  return {
    of: userId => (saved.get(userId) ?? 0) + (unsaved.get(userId) ?? 0),
    total: () => total,
    add(userId, bytes) {
      const sum = (unsaved.get(userId) ?? 0) + bytes;
      unsaved.set(userId, sum);
      total += bytes;
      if (sum >= UNSAVED_BYTES_MAX) due.add(userId);
    },
    save() {
      for (const userId of due) write(userId);
      due.clear();
    },
    // A commit that failed has been counted; it is counted again when it comes again, which errs by a message at most.
    forget() {
      for (const userId of written) saved.set(userId, row.one(userId)?.bytes ?? 0);
      written.clear();
    },
    saveAll() {
      for (const userId of unsaved.keys()) write(userId);
    },
  };
}
