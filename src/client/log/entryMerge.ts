/**
 * Merges entry events that come soon after each other into one state change per room, so that a flood copies a room once a frame
 * and not once a commit of the server. The first event after a pause is flushed in the same turn, and everything collected is
 * flushed before any other event.
 */
import type {Entry} from '../../shared/entries/entry.ts';
import type {Payload} from '../../shared/protocol.ts';

export interface EntryMerge {
  add(appended: Payload<'entriesAppended'>): void;
  /** Passes on the collected entries by room, in the order of their first ones. */
  flush(): void;
}

/** A frame of the screen: earlier, nobody would see it. */
const FRAME_MS = 16;
/** Entries. More at once would be one long task. */
const GATHERED_MAX = 500;

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
      // What does not follow on stays an event of its own: whoever looks for holes must see it.
      const last = byRoom.get(roomId)?.at(-1);
      if ((last !== undefined && entries[0]?.seq !== last.seq + 1) || count >= GATHERED_MAX) flush();
      if (byRoom.size === 0) flushSoon();
      const before = byRoom.get(roomId);
      if (before === undefined) byRoom.set(roomId, [...entries]);
      else for (const entry of entries) before.push(entry);
      count += entries.length;
    },
    flush,
  };
}
