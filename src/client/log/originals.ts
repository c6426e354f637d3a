/** Fetches messages that are quoted in the room or thread on screen but are outside the loaded part of the log. */
import {quotedSeqsOf} from '../../shared/entries/entry.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Core} from '../core/core.ts';
import type {Part} from '../core/part.ts';
import {showEntries} from '../core/shownEntries.ts';
import {openRetries} from '../line/retries.ts';
import {heldEntries, isHeld} from '../state/room/pieces.ts';
import {quotedOutside} from '../state/threads.ts';
import type {OpenThread, RoomState} from '../state/state.ts';

/** Maximum number of loaded entries, from the end, that are searched for quotes. */
const LOOKED_AT_MAX = 2_000;

export function originals(client: Core): Part {
  /** By room: seqs that were requested on this connection; they are not requested again. */
  const asked = new Map<number, Set<number>>();
  const waiting = new Set<number>();
  const retries = openRetries(client);

  const missingIn = (one: RoomState, thread: OpenThread | undefined): number[] => {
    const {room, quoted} = one;
    const known = asked.get(room.roomId);
    const seqs = [
      ...heldEntries(one).slice(-LOOKED_AT_MAX).flatMap(quotedSeqsOf),
      ...quotedOutside(thread?.roomId === room.roomId ? thread.entries : []),
    ];
    return [...new Set(seqs)].filter(
      seq => seq > 0 && !isHeld(one, seq) && !quoted.has(seq) && known?.has(seq) !== true,
    );
  };
  const look = async (roomId: number): Promise<void> => {
    const {roomById, currentRoomId, openThread, connection} = client.getState();
    const one = roomById[roomId];
    if (one === undefined || roomId !== currentRoomId || connection.status !== 'online') return;
    if (waiting.has(roomId) || retries.isHeld(`${roomId}`)) return;
    const seqs = missingIn(one, openThread).slice(-FIXED_LIMITS.entriesShownMax);
    if (seqs.length === 0) return;
    waiting.add(roomId);
    asked.set(roomId, new Set([...(asked.get(roomId) ?? []), ...seqs]));
    try {
      const entries = await showEntries(client, roomId, seqs);
      retries.succeeded(`${roomId}`);
      client.dispatch({type: 'originalsLoaded', roomId, entries});
    } catch (error) {
      // An older server cannot return single entries; after a disconnect everything is requested again.
      if (!(error instanceof ChatError)) throw error;
      retries.failed(`${roomId}`, error, () => begin(roomId));
      if (retries.isHeld(`${roomId}`)) for (const seq of seqs) asked.get(roomId)?.delete(seq);
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
        if (entries.some(entry => quotedSeqsOf(entry).length > 0)) begin(roomId);
      },
      entriesLoaded: ({roomId}) => begin(roomId),
      entriesRecalled: ({roomId}) => begin(roomId),
      roomEntered: ({roomId}) => begin(roomId),
      threadLoaded: ({roomId}) => begin(roomId),
      connectionChanged({connection}) {
        retries.cancel();
        if (connection.status !== 'online') return;
        asked.clear();
        const {currentRoomId} = client.getState();
        if (currentRoomId !== undefined) begin(currentRoomId);
      },
    },
    close: () => retries.end(),
  };
}
