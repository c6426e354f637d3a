/** Keeps a file of entries within its size limits, and erases removed entries from it. */
import type {Database} from '../local/sqlite.ts';
import type {KeptEntries} from './keptEntries.ts';

export interface HistoryBounds {
  messagesMax: number;
  bytesMax: number;
}

/** Entries removed per step; removing an entry also removes its words from the index. */
const REMOVED_AT_ONCE = 4;

/** Truncates the write-ahead log, which still contains removed entries. */
export const emptyLog = (database: Database): void =>
  database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)');

/** Removes the oldest entries in steps. */
export function* bounding(database: Database, entries: KeptEntries, bounds: HistoryBounds): Generator<void, void> {
  const pragma = (name: string): number =>
    Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
  const bytesUsed = () => (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  for (let over = entries.count() - bounds.messagesMax; over > 0; over -= REMOVED_AT_ONCE) {
    entries.removeOldest(Math.min(over, REMOVED_AT_ONCE));
    yield;
  }
  while (bytesUsed() > bounds.bytesMax && entries.removeOldest(REMOVED_AT_ONCE) > 0) yield;
}

/** Removes the entries of a room before a seq, or all of them, in steps. @returns whether any were removed */
export function* removing(entries: KeptEntries, roomId: number, beforeSeq?: number): Generator<void, boolean> {
  let isAny = false;
  while (entries.remove(roomId, beforeSeq, REMOVED_AT_ONCE) > 0) {
    isAny = true;
    yield;
  }
  return isAny;
}
