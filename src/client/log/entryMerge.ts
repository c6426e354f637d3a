/**
 * Entries that come in one read of the line are one change for each room: in a flood, what is kept of a room is copied once a
 * read and not once a commit of the server. Nothing waits: it is handed on before the turn ends, and before anything else that
 * came.
 */
import type {Entry} from '../../shared/entries/entry.ts';
import type {Payload} from '../../shared/protocol.ts';

export interface Gathering {
  add(appended: Payload<'entriesAppended'>): void;
  /** Hands on what was gathered, room by room, in the order of their first ones. */
  flush(): void;
}

export function gatherEntries(take: (appended: Payload<'entriesAppended'>) => void): Gathering {
  const byRoom = new Map<number, Entry[]>();
  const flush = () => {
    if (byRoom.size === 0) return;
    const all = [...byRoom];
    byRoom.clear();
    for (const [roomId, entries] of all) take({roomId, entries});
  };
  return {
    add({roomId, entries}) {
      // What does not follow on stays an event of its own: whoever looks for holes must see it.
      const last = byRoom.get(roomId)?.at(-1);
      if (last !== undefined && entries[0]?.seq !== last.seq + 1) flush();
      if (byRoom.size === 0) queueMicrotask(flush);
      const before = byRoom.get(roomId);
      if (before === undefined) byRoom.set(roomId, [...entries]);
      else for (const entry of entries) before.push(entry);
    },
    flush,
  };
}
