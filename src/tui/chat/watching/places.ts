/** Opens a room at its first unread message, whichever way it was entered. */
import type {Client} from '../../../client/client.ts';
import type {State} from '../../../client/state/state.ts';
import type {Store} from '../../store.ts';
import type {Anchor} from '../../ui.ts';

/** Position of the *new* line in the current room; absent without one. */
function newLineOf(state: State): {roomId: number; afterSeq: number; lastSeq: number} | undefined {
  const one = state.roomById[state.currentRoomId ?? 0];
  if (one?.newAfterSeq === undefined) return undefined;
  return {roomId: one.room.roomId, afterSeq: one.newAfterSeq, lastSeq: one.room.lastSeq};
}

/** @returns how to stop */
export function watchPlaces(client: Client, store: Store): () => void {
  let placed: Anchor | undefined;
  /** The server has sent the session, and with it all read cursors. */
  let isTold = false;
  const look = (before: State | undefined) => {
    const line = newLineOf(client.getState());
    if (line === undefined) return;
    const {roomId, afterSeq, lastSeq} = line;
    const isSameRoom = before?.currentRoomId === roomId;
    if (isSameRoom && before.roomById[roomId]?.newAfterSeq === afterSeq) return;
    // Someone who has scrolled up while the connection came back keeps the position.
    const known = store.get().ui.anchorByRoom[roomId];
    // A position derived from the local cache is corrected by the first session of the server.
    if (isSameRoom && known !== undefined && (isTold || known !== placed)) return;
    placed = {topSeq: afterSeq + 1, seenSeq: lastSeq};
    store.change({type: 'scrolled', roomId, anchor: placed});
  };
  look(undefined);
  const onChange = (_change: unknown, before: State) => look(before);
  const onSession = (change: unknown, before: State) => {
    onChange(change, before);
    isTold = true;
  };
  return client.addPart({on: {roomEntered: onChange, roomClosed: onChange, sessionOpened: onSession}});
}
