/**
 * Collects new entries of encrypted conversations and indexes them when it is quiet, so that a flood does not delay the screen.
 */
import type {Entry} from '../../../shared/entries/entry.ts';

export interface IndexQueue {
  take(roomId: number, entries: readonly Entry[]): void;
  /** Resolves when nothing waits any more. */
  flush(): Promise<void>;
  /** Drops waiting entries, of one room or all. */
  drop(roomId?: number): void;
}

interface Parts {
  put: (roomId: number, entries: readonly Entry[]) => Promise<void>;
  /** Indexes rooms whose entries were not collected. */
  catchUp: (roomIds: readonly number[]) => Promise<void>;
  background: (work: Promise<unknown>) => void;
}

/** Flushes after so long without entries, or so long after the first one; milliseconds. */
const QUIET_MS = 1_000;
const WAIT_MAX_MS = 10_000;
/** Entries of all rooms together, about 1 KiB each. Those of a longer flood are fetched again after it. */
const GATHERED_MAX = 5_000;

export function createIndexQueue({put, catchUp, background}: Parts): IndexQueue {
  const gathered = new Map<number, Entry[]>();
  const flooded = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let sinceMs = 0;
  let count = 0;
  let underWay: Promise<void> = Promise.resolve();

  const forget = (roomId: number): void => {
    count -= gathered.get(roomId)?.length ?? 0;
    gathered.delete(roomId);
    flooded.delete(roomId);
  };
  const forgetAll = (): void => {
    gathered.clear();
    flooded.clear();
    count = 0;
  };
  const flushNow = async (): Promise<void> => {
    const rooms = Array.from(gathered);
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
    // A flood is looked through when it is over.
    const leftMs = flooded.size > 0 ? QUIET_MS : Math.max(0, Math.min(QUIET_MS, sinceMs + WAIT_MAX_MS - nowMs));
    timer = setTimeout(() => background(flush()), leftMs).unref();
  };

  return {
    take(roomId, entries) {
      if (!flooded.has(roomId)) {
        const before = gathered.get(roomId) ?? [];
        const isNext = before.length === 0 || entries[0]?.seq === (before.at(-1)?.seq ?? 0) + 1;
        if (isNext && count + entries.length <= GATHERED_MAX) {
          for (const entry of entries) before.push(entry);
          gathered.set(roomId, before);
          count += entries.length;
        } else {
          forget(roomId);
          flooded.add(roomId);
        }
      }
      // What somebody has taken back is not found from now on.
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
