/** Saves the open room and its scroll position on this machine, and restores them at the next start. */
import {coalesce} from '../../../shared/bounds/coalesce.ts';
import type {Client} from '../../../client/client.ts';
import {isHeld} from '../../../client/state/room/pieces.ts';
import {currentRoom, isLocal, isRoomOf, labelOf} from '../../../client/state/selectors.ts';
import type {RecalledView, RoomState} from '../../../client/state/state.ts';
import type {Store} from '../../store.ts';

/** The scroll position is saved at most once in this time. */
const COALESCE_MS = 300;

/** @returns how to stop */
export function watchView(client: Client, store: Store): () => void {
  let known = '';
  const keeping = coalesce(() => keep());
  let isPlaced = false;

  const viewNow = (): RecalledView | undefined => {
    const one = currentRoom(client.getState());
    if (one === undefined || isLocal(one.room.roomId)) return undefined;
    return {roomLabel: labelOf(one.room), place: store.get().ui.anchorByRoom[one.room.roomId]};
  };
  const keep = () => {
    keeping.cancel();
    const view = client.getState().view === undefined ? undefined : viewNow();
    const text = JSON.stringify(view);
    if (view === undefined || text === known) return;
    known = text;
    client.history.keepView(view);
  };
  /** Restores the position once, when the room's entries are loaded; unread messages take precedence. */
  const goBack = () => {
    const {view} = client.getState();
    const one = currentRoom(client.getState());
    if (isPlaced || view === undefined || one?.isLoaded !== true) return;
    isPlaced = true;
    const {roomId} = one.room;
    const isFree = one.newAfterSeq === undefined && store.get().ui.anchorByRoom[roomId] === undefined;
    const {place} = view;
    if (place === undefined || !isFree || !isRoomOf(one.room, view.roomLabel) || !isThere(one, place)) return;
    store.change({type: 'scrolled', roomId, anchor: place});
  };
  let roomId: number | undefined;
  const look = () => {
    goBack();
    const {currentRoomId} = client.getState();
    if (currentRoomId === roomId) {
      keeping.plan(COALESCE_MS);
      return;
    }
    // A change of room is saved at once, because the program may end at any moment.
    roomId = currentRoomId;
    keeping.cancel();
    keeping.plan(0);
  };
  const stops = [store.subscribe(look), client.addPart({on: {viewRecalled: goBack, entriesLoaded: goBack}})];
  goBack();
  return () => {
    stops.forEach(stop => stop());
    keep();
  };
}

const seqOf = (place: NonNullable<RecalledView['place']>): number => ('topSeq' in place ? place.topSeq : place.seq);

/** Whether the saved place still exists in the log; otherwise it is ignored. */
const isThere = (one: RoomState, place: NonNullable<RecalledView['place']>): boolean =>
  'topSeq' in place ? seqOf(place) <= one.room.lastSeq : isHeld(one, seqOf(place));
