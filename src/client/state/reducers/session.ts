/** Opening and closing a session: who is logged in, and the rooms at that time. */
import type {Room} from '../../../shared/model.ts';
import type {Changes} from '../changes.ts';
import {initialState} from '../initialState.ts';
import {highlightingAll, ownHighlights} from '../highlights.ts';
import {INVITES_MAX, newRoomState} from '../room/roomState.ts';
import {mergeRoom, placedInLobby} from '../room/roomMerge.ts';
import {isLocal} from '../selectors.ts';
import type {RoomState, State} from '../state.ts';
import {withUsers} from '../userTable.ts';
import {threadLeft} from './thread.ts';
import {contactsOf, ignoredIn, ignoringAll} from './friends.ts';

/** Takes over the server's data; keeps loaded entries that still fit. */
export function sessionOpened(state: State, opened: Changes['sessionOpened']): State {
  const isSamePerson = state.me?.name === opened.me.name;
  const known = isSamePerson ? state.roomById : {};
  const roomById: Record<number, RoomState> = {};
  for (const room of opened.rooms) roomById[room.roomId] = placeRoom(known[room.roomId], room, state, opened.me.name);
  // Direct conversations stay open without the server.
  for (const one of Object.values(known)) if (isLocal(one.room.roomId)) roomById[one.room.roomId] = one;
  const contacts = contactsOf(opened.contacts);
  const {currentRoomId, lastRoomId, ...rest} = state;
  const current = isSamePerson && currentRoomId !== undefined && currentRoomId in roomById ? currentRoomId : undefined;
  const next: State = {
    ...rest,
    me: opened.me,
    server: opened.server,
    limits: opened.limits,
    onlineCount: opened.onlineCount,
    ...(opened.seenAs !== undefined && {seenAs: opened.seenAs}),
    grant: opened.grant,
    preferences: opened.preferences ?? initialState.preferences,
    invites: opened.invites.slice(-INVITES_MAX),
    userByName: withUsers(isSamePerson ? state.userByName : initialState.userByName, [
      ...opened.rooms.flatMap(room => room.partner ?? []),
      ...(opened.contacts ?? []).map(({user}) => user),
      opened.me,
    ]),
    roomById,
    ...(current !== undefined && {currentRoomId: current}),
    ...(currentRoomId !== undefined && current === undefined && placedInLobby(roomById)),
    ...(lastRoomId !== undefined && lastRoomId in roomById && {lastRoomId}),
  };
  const {openThread} = next;
  const isThreadGone = openThread !== undefined && openThread.roomId !== next.currentRoomId;
  return {
    ...(isThreadGone ? threadLeft(next) : next),
    ...(!isSamePerson && {threads: new Map()}),
    contacts,
    roomById: highlightingAll(ignoringAll(roomById, ignoredIn({contacts})), ownHighlights(next)),
  };
}

export function sessionClosed(state: State): State {
  const {connection, server, limits, notices, transferById} = state;
  return {...initialState, connection, limits, notices, transferById, ...(server !== undefined && {server})};
}

function placeRoom(known: RoomState | undefined, room: Room, state: State, me: string): RoomState {
  if (known === undefined) return newRoomState(room);
  const isFresh = state.connection.status !== 'online';
  const one = mergeRoom(known, room, {me, isFresh, isTold: true});
  // After a reconnect, missed entries of the room on screen are below the *new* line.
  return isFresh && state.currentRoomId === room.roomId && one.room.unread > 0
    ? {...one, newAfterSeq: one.room.readSeq}
    : one;
}
