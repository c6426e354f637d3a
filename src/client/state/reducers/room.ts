/** Rooms, the room on screen, and read positions. */
import {ROOMS_TOLD_MAX} from '../../../shared/limits.ts';
import type {Changes} from '../changes.ts';
import {moveCursor, takeCounts, withoutHold} from '../room/unreadCounts.ts';
import {placedInLobby, mergeRoom} from '../room/roomMerge.ts';
import {INVITES_MAX, newRoomState, withoutNewLine, withRoom} from '../room/roomState.ts';
import type {State} from '../state.ts';
import {withUsers} from '../userTable.ts';
import {highlighting, ownHighlights} from '../highlights.ts';
import {ignoredIn, ignoring} from './friends.ts';
import {threadLeft} from './thread.ts';

export function roomOpened(state: State, {room}: Changes['roomOpened']): State {
  const known = state.roomById[room.roomId];
  // A person cannot be in more rooms: further ones are ignored.
  if (known === undefined && Object.keys(state.roomById).length >= ROOMS_TOLD_MAX) return state;
  const one =
    known === undefined
      ? highlighting(ignoring(newRoomState(room), ignoredIn(state)), ownHighlights(state))
      : mergeRoom(known, room, {me: state.me?.name ?? '', isFresh: false});
  return {
    ...state,
    roomById: {...state.roomById, [room.roomId]: one},
    invites: state.invites.filter(invite => invite.roomId !== room.roomId),
    ...(room.partner !== undefined && {userByName: withUsers(state.userByName, [room.partner])}),
  };
}

export function roomClosed(state: State, {roomId}: Changes['roomClosed']): State {
  if (state.roomById[roomId] === undefined) return state;
  const {[roomId]: closed, ...roomById} = state.roomById;
  const {currentRoomId, lastRoomId, ...rest} = state.openThread?.roomId === roomId ? threadLeft(state) : state;
  // Return to the room that was on screen before.
  const before =
    lastRoomId !== undefined && roomById[lastRoomId] !== undefined
      ? {currentRoomId: lastRoomId}
      : placedInLobby(roomById);
  return {
    ...rest,
    roomById,
    ...(currentRoomId !== undefined && (currentRoomId === roomId ? before : {currentRoomId})),
    ...(lastRoomId !== undefined && lastRoomId !== closed?.room.roomId && {lastRoomId}),
  };
}

/** Unread entries are shown below the *new* line until the room is left. */
export function roomEntered(state: State, {roomId}: Changes['roomEntered']): State {
  const {currentRoomId} = state;
  if (state.roomById[roomId] === undefined) return state;
  if (currentRoomId === roomId) return threadLeft(state);
  const left =
    currentRoomId === undefined ? state : withRoom(state, currentRoomId, one => withoutHold(withoutNewLine(one)));
  const entered = withRoom(left, roomId, one =>
    one.room.unread > 0 ? {...withoutHold(one), newAfterSeq: one.room.readSeq} : withoutHold(withoutNewLine(one)),
  );
  return {
    ...threadLeft(entered),
    currentRoomId: roomId,
    ...(currentRoomId !== undefined && {lastRoomId: currentRoomId}),
  };
}

export function cursorMoved(state: State, {roomId, seq, resets, isOwn}: Changes['cursorMoved']): State {
  return withRoom(state, roomId, one => moveCursor(one, {seq, resets}, state.me?.name ?? '', isOwn));
}

export function countsTold(state: State, {roomId, ...told}: Changes['countsTold']): State {
  return withRoom(state, roomId, one => takeCounts(one, told, state.me?.name ?? ''));
}

export function inviteReceived(state: State, invite: Changes['inviteReceived']): State {
  const {roomId, roomName, by, sentAtMs} = invite;
  const others = state.invites.filter(other => other.roomId !== roomId);
  return {
    ...state,
    invites: [...others.slice(-(INVITES_MAX - 1)), {roomId, roomName, by, sentAtMs}],
  };
}
