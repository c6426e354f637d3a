/** Bytes of log written per person, for quotas; cached and written now and then. */
import {query, type Database} from './engine/database.ts';

/** Bytes counted per entry besides its text, for row and indexes. */
export const ENTRY_BYTES = 128;

/** An entry, with its original text as stored if it was edited. */
interface Counted {
  text: string | null;
  first_text?: string | null;
}

const lengthOf = (text: string | null | undefined): number => (text == null ? 0 : Buffer.byteLength(text));

/** Bytes counted for an entry, for its room and its sender; migration 27 computes the same. */
export const bytesOf = ({text, first_text: firstText}: Counted): number =>
  ENTRY_BYTES + lengthOf(text) + lengthOf(firstText);

/** A column for queries of entries, as `bytesOf` takes it. */
export const FIRST_TEXT = `(SELECT first_text FROM became
  WHERE became.room_id = entries.room_id AND became.seq = entries.seq) AS first_text`;
/**
 * Maximum bytes per person that may be missing from the count after a crash, because not every commit writes all senders' rows.
 */
const UNSAVED_BYTES_MAX = 64 * 1024;

/** All methods but `committed` are called inside a transaction. */
export interface Usage {
  of(userId: number): number;
  total(): number;
  add(userId: number, bytes: number): void;
  /** Called before a savepoint and before the commit. */
  save(): void;
  committed(): void;
  /** After a rollback of the transaction, or of the part since the last `save`: those bytes are not counted. */
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
  const counted = new Map<number, number>();
  /** Values as stored in the rows. */
  const saved = new Map<number, number>();
  /** Users whose rows were written in this transaction. */
  const written = new Set<number>();
  const due = new Set<number>();
  /** Bytes added in this transaction; those up to index `savedLength` precede the last `save`. */
  const added: {userId: number; bytes: number}[] = [];
  let savedLength = 0;
  let total = 0;
  for (const {user_id: userId, bytes} of rows.all()) {
    counted.set(userId, bytes);
    saved.set(userId, bytes);
    total += bytes;
  }
  const of = (userId: number): number => counted.get(userId) ?? 0;
  const count = (userId: number, bytes: number): void => {
    const sum = of(userId) + bytes;
    counted.set(userId, sum);
    total += bytes;
    if (Math.abs(sum - (saved.get(userId) ?? 0)) >= UNSAVED_BYTES_MAX) due.add(userId);
  };
  const write = (userId: number): void => {
    const bytes = of(userId);
    update.run(userId, bytes);
    written.add(userId);
    saved.set(userId, bytes);
  };
  return {
    of,
    total: () => total,
    add(userId, bytes) {
      added.push({userId, bytes});
      count(userId, bytes);
    },
    save() {
      for (const userId of due) write(userId);
      due.clear();
      savedLength = added.length;
    },
    committed() {
      added.length = 0;
      savedLength = 0;
      written.clear();
    },
    forget() {
      const isWhole = !database.isInTransaction();
      for (const {userId, bytes} of added.splice(isWhole ? 0 : savedLength)) count(userId, -bytes);
      if (!isWhole) return;
      savedLength = 0;
      for (const userId of written) saved.set(userId, row.one(userId)?.bytes ?? 0);
      written.clear();
    },
    saveAll() {
      for (const [userId, bytes] of counted) if (bytes !== (saved.get(userId) ?? 0)) write(userId);
    },
  };
}
