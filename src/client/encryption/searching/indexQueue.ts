/**
 * Collects new entries of encrypted conversations and indexes them when no more arrive, so that a burst does not delay the
 * screen.
 */
import type {Entry} from '../../../shared/entries/entry.ts';

export interface IndexQueue {
  take(roomId: number, entries: readonly Entry[]): void;
  /** Indexes everything that waits; resolves when it is done. */
  flush(): Promise<void>;
  /** Drops waiting entries, of one room or all. */
  drop(roomId?: number): void;
}

interface Parts {
  put: (roomId: number, entries: readonly Entry[]) => Promise<void>;
  /** Fetches and indexes entries of rooms that were dropped from the queue. */
  catchUp: (roomIds: readonly number[]) => Promise<void>;
  background: (work: Promise<unknown>) => void;
}

/** The queue is flushed after this time without new entries, or this time after the first one (milliseconds). */
const QUIET_MS = 1_000;
const WAIT_MAX_MS = 10_000;
/**
 * Maximum entries in the queue, of all rooms together, about 1 KiB each. In a longer burst they are dropped and fetched again
 * later.
 */
const COLLECTED_MAX = 5_000;

export function createIndexQueue({put, catchUp, background}: Parts): IndexQueue {
  const collected = new Map<number, Entry[]>();
  const flooded = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let sinceMs = 0;
  let count = 0;
  let underWay: Promise<void> = Promise.resolve();

  const forget = (roomId: number): void => {
    count -= collected.get(roomId)?.length ?? 0;
    collected.delete(roomId);
    flooded.delete(roomId);
  };
  const forgetAll = (): void => {
    collected.clear();
    flooded.clear();
    count = 0;
  };
  const flushNow = async (): Promise<void> => {
    const rooms = Array.from(collected);
    const behind = Array.from(flooded);
    forgetAll();
    for (const [roomId, entries] of rooms) await put(roomId, entries);
    if (behind.length > 0) await catchUp(behind);
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    underWay = underWay.then(flushNow, flushNow);
    return underWay;
  };
  const plan = (): void => {
    const nowMs = performance.now();
    if (timer === undefined) sinceMs = nowMs;
    clearTimeout(timer);
    // Rooms with dropped entries are caught up when no more entries arrive.
    const leftMs = flooded.size > 0 ? QUIET_MS : Math.max(0, Math.min(QUIET_MS, sinceMs + WAIT_MAX_MS - nowMs));
    timer = setTimeout(() => background(flush()), leftMs).unref();
  };

  return {
    take(roomId, entries) {
      if (!flooded.has(roomId)) {
        const before = collected.get(roomId) ?? [];
        const isNext = before.length === 0 || entries[0]?.seq === (before.at(-1)?.seq ?? 0) + 1;
        if (isNext && count + entries.length <= COLLECTED_MAX) {
          for (const entry of entries) before.push(entry);
          collected.set(roomId, before);
          count += entries.length;
        } else {
          forget(roomId);
          flooded.add(roomId);
        }
      }
      // After a deletion the index is updated at once, so that the text is not found any more.
      if (entries.some(({kind}) => kind === 'deleted')) background(flush());
      else plan();
    },
    flush,
    drop(roomId) {
      if (roomId === undefined) {
        clearTimeout(timer);
        timer = undefined;
        forgetAll();
      } else forget(roomId);
    },
  };
}
