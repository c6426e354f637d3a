/** Opens a room at its first unread message, whichever way it was entered. */
import type {Client} from '../../client/client.ts';
import type {State} from '../../client/state/state.ts';
import type {Store} from '../store.ts';

/** Where the *new* line of the room on screen is; absent without one. */
function newLineOf(state: State): {roomId: number; afterSeq: number; lastSeq: number} | undefined {
  const one = state.roomById[state.currentRoomId ?? 0];
  if (one?.newAfterSeq === undefined) return undefined;
  return {roomId: one.room.roomId, afterSeq: one.newAfterSeq, lastSeq: one.room.lastSeq};
}

/** @returns how to stop */
export function watchPlaces(client: Client, store: Store): () => void {
  const look = (before: State | undefined) => {
    const line = newLineOf(client.getState());
    if (line === undefined) return;
    const {roomId, afterSeq, lastSeq} = line;
    const isSameRoom = before?.currentRoomId === roomId;
    if (isSameRoom && before.roomById[roomId]?.newAfterSeq === afterSeq) return;
    // Whoever reads further up while the connection comes back stays there.
    if (isSameRoom && store.get().ui.anchorByRoom[roomId] !== undefined) return;
    store.change({type: 'scrolled', roomId, anchor: {topSeq: afterSeq + 1, seenSeq: lastSeq}});
  };
  look(undefined);
  const onChange = (_change: unknown, before: State) => look(before);
  return client.addPart({on: {roomEntered: onChange, roomClosed: onChange, sessionOpened: onChange}});
}
