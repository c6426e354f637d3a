/** The local history in the state: shown before the server answers, and dropped where the server's log differs. */
import {foldFileStatuses} from '../../../shared/entries/entry.ts';
import type {User} from '../../../shared/model.ts';
import type {Changes} from '../changes.ts';
import {highlighting, ownHighlights} from '../highlights.ts';
import {foldChanges} from '../room/foldChanges.ts';
import {withoutLog} from '../room/roomMerge.ts';
import {withRoom} from '../room/roomState.ts';
import type {RoomState, State} from '../state.ts';
import {ignoredIn, ignoring} from './friends.ts';
import {sessionOpened} from './session.ts';

const away = (user: User): User => ({...user, state: 'offline'});

/** Everybody shows as offline. A server log that is shorter than this one was rolled back. */
export function historyRecalled(state: State, {opened}: Changes['historyRecalled']): State {
  if (state.me !== undefined) return state;
  const rooms = opened.rooms.map(room => ({
    ...room,
    ...(room.partner !== undefined && {partner: away(room.partner)}),
  }));
  const contacts = opened.contacts?.map(contact => ({...contact, user: away(contact.user)}));
  const told = {...opened, rooms, onlineCount: 0, me: away(opened.me), ...(contacts !== undefined && {contacts})};
  const next = sessionOpened(state, told);
  const roomById: Record<number, RoomState> = {};
  for (const one of Object.values(next.roomById)) roomById[one.room.roomId] = {...one, cutSeq: one.countedSeq};
  return {...next, roomById};
}

export const viewRecalled = (state: State, {view}: Changes['viewRecalled']): State => ({...state, view});

export function entriesRecalled(state: State, {roomId, entries}: Changes['entriesRecalled']): State {
  const me = state.me?.name ?? '';
  return withRoom(state, roomId, one => {
    if (one.isLoaded || entries.length === 0) return one;
    const page = foldChanges(entries, entries, me);
    return {...one, older: [], entries: page, isLoaded: true, fileStatuses: foldFileStatuses(new Map(), page)};
  });
}

/** The read position in the other log means nothing here: use the server's position. */
export const historyRefuted = (state: State, {roomId}: Changes['historyRefuted']): State =>
  withRoom(state, roomId, one => {
    const {room, toldReadSeq} = one;
    const anew =
      toldReadSeq === undefined
        ? withoutLog(one, room)
        : {...withoutLog(one, {...room, readSeq: toldReadSeq}), needsCounts: true};
    return highlighting(ignoring(anew, ignoredIn(state)), ownHighlights(state));
  });
