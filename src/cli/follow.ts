/** Reads a room's log in order: its end, and then everything that comes. */
import type {Client} from '../client/client.ts';
import {followRoom, type Following} from '../client/log/follow.ts';
import {FIXED_LIMITS} from '../shared/limits.ts';
import type {Entry} from '../shared/entry.ts';

const PAGE = FIXED_LIMITS.pageSizeMax;

/** The last `count` entries, oldest first. */
export async function readLast(client: Client, roomId: number, count: number): Promise<Entry[]> {
  let entries: Entry[] = [];
  while (entries.length < count) {
    const limit = Math.min(PAGE, count - entries.length);
    const beforeSeq = entries[0]?.seq;
    const page = await client.request('entryList', {roomId, limit, ...(beforeSeq !== undefined && {beforeSeq})});
    entries = [...page.entries, ...entries];
    // A page may be shorter than asked for: it also ends by its bytes.
    if (page.entries.length === 0 || page.entries[0]?.seq === (page.firstSeq ?? 1)) break;
  }
  return entries;
}

/** Never resolves; rejects when the room cannot be followed any more. */
export const follow = (
  client: Client,
  room: Omit<Following, 'onEnd'>,
  onEntries: (entries: readonly Entry[]) => void,
): Promise<never> => new Promise((_, reject) => void followRoom(client, {...room, onEnd: reject}, onEntries));
