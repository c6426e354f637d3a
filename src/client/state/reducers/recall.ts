/** What this machine remembers before a login: the account, rooms with unsent messages, drafts. */
import type {Changes} from '../changes.ts';
import {newRoomState} from '../room/roomState.ts';
import type {RoomState, State} from '../state.ts';
import type {Room} from '../../../shared/model.ts';

export const accountRecalled = (state: State, {name}: Changes['accountRecalled']): State =>
  state.me === undefined
    ? {...state, me: {name, displayName: name, role: 'member', state: 'offline', status: ''}}
    : state;

/** Shows the first recalled room, so that its unsent messages are visible. */
export function roomsRecalled(state: State, {rooms}: Changes['roomsRecalled']): State {
  const fresh = rooms.filter(({roomId}) => state.roomById[roomId] === undefined);
  const [first] = fresh;
  if (first === undefined) return state;
  const roomById: Record<number, RoomState> = {...state.roomById};
  for (const {roomId, roomLabel} of fresh) roomById[roomId] = newRoomState(toRoom(roomId, roomLabel));
  return {...state, roomById, currentRoomId: state.currentRoomId ?? first.roomId};
}

export const draftsRecalled = (state: State, {drafts}: Changes['draftsRecalled']): State => ({...state, drafts});

const toRoom = (roomId: number, label: string): Room => ({
  roomId,
  kind: label.startsWith('@') ? 'direct' : 'public',
  name: label.slice(1),
  topic: '',
  memberCount: 0,
  lastSeq: 0,
  readSeq: 0,
  unread: 0,
  mentions: 0,
});
