/** Fetches messages that entries of the room on screen reply to, where they are outside the loaded part of the log. */
import {answeredSeqOf} from '../../shared/entries/entry.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Core} from '../core/core.ts';
import type {Part} from '../core/part.ts';
import {showEntries} from '../core/shownEntries.ts';
import {askAgain} from '../line/again.ts';
import {heldEntries, isHeld} from '../state/room/pieces.ts';
import type {RoomState} from '../state/state.ts';

/** Entries at the end of what is here that are looked through. */
const LOOKED_AT_MAX = 2_000;

export function originals(client: Core): Part {
  /** Asked for on this connection, by room: what is not told is not asked for again. */
  const asked = new Map<number, Set<number>>();
  const waiting = new Set<number>();
  const again = askAgain(client);

  const missingIn = (one: RoomState): number[] => {
    const {room, quoted} = one;
    const known = asked.get(room.roomId);
    const seqs = heldEntries(one)
      .slice(-LOOKED_AT_MAX)
      .flatMap(entry => answeredSeqOf(entry) ?? []);
    return [...new Set(seqs)].filter(
      seq => seq > 0 && !isHeld(one, seq) && !quoted.has(seq) && known?.has(seq) !== true,
    );
  };
  const look = async (roomId: number): Promise<void> => {
    const {roomById, currentRoomId, connection} = client.getState();
    const one = roomById[roomId];
    if (one === undefined || roomId !== currentRoomId || connection.status !== 'online') return;
    if (waiting.has(roomId) || again.isHeld(`${roomId}`)) return;
    const seqs = missingIn(one).slice(-FIXED_LIMITS.entriesShownMax);
    if (seqs.length === 0) return;
    waiting.add(roomId);
    asked.set(roomId, new Set([...(asked.get(roomId) ?? []), ...seqs]));
    try {
      const entries = await showEntries(client, roomId, seqs);
      again.succeeded(`${roomId}`);
      client.dispatch({type: 'originalsLoaded', roomId, entries});
    } catch (error) {
      // An older server has none of them; after a cut they are asked for again.
      if (!(error instanceof ChatError)) throw error;
      again.failed(`${roomId}`, error, () => begin(roomId));
      if (again.isHeld(`${roomId}`)) for (const seq of seqs) asked.get(roomId)?.delete(seq);
      return;
    } finally {
      waiting.delete(roomId);
    }
    await look(roomId);
  };
  const begin = (roomId: number) => client.background(look(roomId));

  if (client.options.isHeadless === true) return {};
  return {
    on: {
      entriesAppended({roomId, entries}) {
        if (entries.some(entry => answeredSeqOf(entry) !== undefined)) begin(roomId);
      },
      entriesLoaded: ({roomId}) => begin(roomId),
      entriesRecalled: ({roomId}) => begin(roomId),
      roomEntered: ({roomId}) => begin(roomId),
      connectionChanged({connection}) {
        again.cancel();
        if (connection.status !== 'online') return;
        asked.clear();
        const {currentRoomId} = client.getState();
        if (currentRoomId !== undefined) begin(currentRoomId);
      },
    },
    close: () => again.end(),
  };
}
