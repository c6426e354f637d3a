/** Merges the server's data of a room into the known state. */
import {isLobby} from '../../../shared/model.ts';
import type {Room} from '../../../shared/model.ts';
import {countEntries, moveCursor} from './unreadCounts.ts';
import {withoutRemoved} from './removed.ts';
import {newRoomState} from './roomState.ts';
import type {RoomState, State} from '../state.ts';

interface Telling {
  me: string;
  /** True for the first data on a new connection. */
  isFresh: boolean;
  /** The client sends its read position, which the server lacks; the server will answer with counts. */
  isTold?: true;
}

/** Whether the server's log is shorter than it was known to be before the connection was lost. */
export const wasSetBack = (one: RoomState, room: Room): boolean => (one.cutSeq ?? 0) > room.lastSeq;

/** Notice for the person about a rolled-back server. */
export const SET_BACK =
  'The server has less than before: it was set back, or lost the newest messages. What is shown now is what it has.';

/** Maximum number of members that are fetched per room. */
export const LISTED_MEMBERS_MAX = 2_000;

const isStillRight = (known: number, memberCount: number) =>
  known === memberCount || (known >= LISTED_MEMBERS_MAX && memberCount >= known);

export function mergeRoom(known: RoomState, room: Room, {me, isFresh, isTold}: Telling): RoomState {
  // The server's log is shorter than what was seen: it was rolled back, and nothing loaded can be trusted. Entries from this
  // connection are ignored in the comparison, because they may be newer than this data.
  if (isFresh && wasSetBack(known, room)) return withoutLog(known, room);
  const one = withoutRemoved(known, room.firstSeq);
  const {memberNames, toldReadSeq: _before, ...rest} = one;
  const told: RoomState = {
    ...rest,
    // Of a large room only the first members were fetched.
    ...(memberNames !== undefined && isStillRight(memberNames.length, room.memberCount) && {memberNames}),
    room: {...room, lastSeq: Math.max(room.lastSeq, one.room.lastSeq)},
    // Missed entries may change older pieces, and are not fetched while the end is not loaded.
    ...(!one.isLoaded && room.lastSeq > one.countedSeq && {older: [], quoted: new Map()}),
    countedSeq: room.lastSeq,
    needsCounts: false,
  };
  const counted = told.isLoaded ? countEntries(told, told.entries, {me, before: told}) : told;
  // On a new connection the server's read position counts, even with fewer resets.
  const {readSeq: seq, resets = 0} = one.room;
  if (isFresh && resets > (room.resets ?? 0)) return counted;
  // A server without resets does not answer with counts.
  const moved = moveCursor(counted, {seq, resets}, me, isTold === true && resets === room.resets);
  return moved.room.readSeq > room.readSeq ? {...moved, toldReadSeq: room.readSeq} : moved;
}

/** Resets a room to the server's data; only pending messages and the lock are kept. */
export const withoutLog = ({pending, lock}: RoomState, room: Room): RoomState => ({
  ...newRoomState(room),
  pending,
  ...(lock !== undefined && {lock}),
});

/** The room to show when the one on screen no longer exists. */
export function placedInLobby(roomById: State['roomById']): {currentRoomId?: number} {
  const lobby = Object.values(roomById).find(({room}) => isLobby(room));
  const other = lobby ?? Object.values(roomById)[0];
  return other === undefined ? {} : {currentRoomId: other.room.roomId};
}
