/** Reads a room's log in order: its last entries, then every new one. */
import type {Client} from '../client/client.ts';
import {followRoom, type Following} from '../client/actions/follow.ts';
import {isConversation} from '../client/state/selectors.ts';
import {kindOf, type ChatError} from '../shared/errors.ts';
import type {Room} from '../shared/model.ts';
import {FIXED_LIMITS} from '../shared/limits.ts';
import type {Entry} from '../shared/entries/entry.ts';

const PAGE = FIXED_LIMITS.pageSizeMax;

/** The last `count` entries, oldest first. */
export async function readLast(client: Client, roomId: number, count: number): Promise<Entry[]> {
  let entries: Entry[] = [];
  while (entries.length < count) {
    const limit = Math.min(PAGE, count - entries.length);
    const beforeSeq = entries[0]?.seq;
    const page = await client.request('entryList', {roomId, limit, ...(beforeSeq !== undefined && {beforeSeq})});
    entries = [...page.entries, ...entries];
    // An empty page or the first entry ends the loop, not a short page, because pages are also limited by bytes.
    if (page.entries.length === 0 || page.entries[0]?.seq === (page.firstSeq ?? 1)) break;
  }
  return entries;
}

/** Follows all rooms and conversations, including later ones. Never resolves; rejects when the connection has ended for good. */
export function followAll(
  client: Client,
  onEntries: (room: Room, entries: readonly Entry[]) => void,
  onRewound: (room: Room, seq: number) => void,
): Promise<never> {
  return new Promise((_, reject) => {
    const followed = new Set<number>();
    const begin = (room: Room, fromSeq: number) => {
      const {roomId} = room;
      if (followed.has(roomId)) return;
      followed.add(roomId);
      const now = () => client.getState().roomById[roomId]?.room ?? room;
      const onEnd = (error: ChatError) => {
        followed.delete(roomId);
        // If a room was left or deleted, the others are still followed.
        if (kindOf(error.code).isRoomAbsent !== true) reject(error);
      };
      const following = {roomId, fromSeq, isAtEnd: fromSeq > room.lastSeq, onEnd};
      followRoom(client, {...following, onRewound: seq => onRewound(now(), seq)}, entries => onEntries(now(), entries));
    };
    for (const {room} of Object.values(client.getState().roomById)) begin(room, room.lastSeq + 1);
    client.addPart({
      on: {
        // A conversation appears after its first message was stored, so that message is read too.
        roomOpened: ({room}) => begin(room, isConversation(room) ? room.readSeq + 1 : room.lastSeq + 1),
        // Rooms that were added while the connection was down.
        sessionOpened({rooms}) {
          for (const room of rooms) begin(room, room.readSeq + 1);
        },
      },
    });
  });
}

/** Follows one room. Never resolves; rejects when the room cannot be followed any more. */
export const follow = (
  client: Client,
  room: Omit<Following, 'onEnd'>,
  onEntries: (entries: readonly Entry[]) => void,
): Promise<never> => new Promise((_, reject) => void followRoom(client, {...room, onEnd: reject}, onEntries));
