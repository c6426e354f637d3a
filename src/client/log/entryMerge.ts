/**
 * Merges entry events that arrive shortly after each other into one state change per room, so that a burst copies a room once
 * per frame instead of once per commit of the server. The first event after a pause is passed on in the same turn, and
 * collected entries before any other event.
 */
import type {Entry} from '../../shared/entries/entry.ts';
import type {Payload} from '../../shared/protocol.ts';

export interface EntryMerge {
  add(appended: Payload<'entriesAppended'>): void;
  /** Passes on the collected entries, one change per room, in order of each room's first entry. */
  flush(): void;
}

/** One frame of the screen, in milliseconds. */
const FRAME_MS = 16;
/** Maximum number of collected entries; more would block for too long. */
const COLLECTED_MAX = 500;

export function mergeEntries(take: (appended: Payload<'entriesAppended'>) => void): EntryMerge {
  const byRoom = new Map<number, Entry[]>();
  let count = 0;
  let flushedAtMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    if (byRoom.size === 0) return;
    const all = [...byRoom];
    byRoom.clear();
    count = 0;
    flushedAtMs = performance.now();
    for (const [roomId, entries] of all) take({roomId, entries});
  };
  const flushSoon = () => {
    const waitMs = flushedAtMs + FRAME_MS - performance.now();
    if (waitMs > 0) timer = setTimeout(flush, waitMs);
    else queueMicrotask(flush);
  };
  return {
    add({roomId, entries}) {
      // Entries behind a gap stay an event of their own, so that the gap is detected.
      const last = byRoom.get(roomId)?.at(-1);
      if ((last !== undefined && entries[0]?.seq !== last.seq + 1) || count >= COLLECTED_MAX) flush();
      if (byRoom.size === 0) flushSoon();
      const before = byRoom.get(roomId);
      if (before === undefined) byRoom.set(roomId, [...entries]);
      else for (const entry of entries) before.push(entry);
      count += entries.length;
    },
    flush,
  };
}
