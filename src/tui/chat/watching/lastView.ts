/** Saves the open room and its scroll position on this machine, and restores them at the next start. */
import {coalesce} from '../../../shared/bounds/coalesce.ts';
import type {Client} from '../../../client/client.ts';
import {isHeld} from '../../../client/state/room/pieces.ts';
import {currentRoom, isLocal, isRoomOf, labelOf} from '../../../client/state/selectors.ts';
import type {RecalledView, RoomState} from '../../../client/state/state.ts';
import type {Store} from '../../store.ts';

/** Whoever scrolls is asked once in this time. */
const GATHER_MS = 300;

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
  /** Once, when its entries are there; what is new goes before it. */
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
      keeping.plan(GATHER_MS);
      return;
    }
    // Another room is kept at once: the program may be ended the moment after.
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

/** A place in the log that can be gone to; one that is gone by now is left. */
const isThere = (one: RoomState, place: NonNullable<RecalledView['place']>): boolean =>
  'topSeq' in place ? seqOf(place) <= one.room.lastSeq : isHeld(one, seqOf(place));
