/** Merges what the server says of a room into what is known of it. */
import {isLobby} from '../../../shared/model.ts';
import type {Room} from '../../../shared/model.ts';
import {countEntries, moveCursor} from './unreadCounts.ts';
import {withoutRemoved} from './removed.ts';
import {newRoomState} from './roomState.ts';
import type {RoomState, State} from '../state.ts';

interface Telling {
  me: string;
  /** True for the first word on a new connection. */
  isFresh: boolean;
  /** A read position that the server lacks is told to it, and it answers with the counts. */
  isTold?: true;
}

/** The server's log is shorter than what was known of it before the connection was lost. */
export const wasSetBack = (one: RoomState, room: Room): boolean => (one.cutSeq ?? 0) > room.lastSeq;

/** What a person is told of it. */
export const SET_BACK =
  'The server has less than before: it was set back, or lost the newest messages. What is shown now is what it has.';

/** As many as are fetched of a room. */
export const LISTED_MEMBERS_MAX = 2_000;

const isStillRight = (known: number, memberCount: number) =>
  known === memberCount || (known >= LISTED_MEMBERS_MAX && memberCount >= known);

export function mergeRoom(known: RoomState, room: Room, {me, isFresh, isTold}: Telling): RoomState {
  // The log on the server is shorter than what was seen of it: it was set back, and nothing that is here can be trusted.
  // What came on this new connection does not count: it may be younger than the word.
  if (isFresh && wasSetBack(known, room)) return begunAnew(known, room);
  const one = withoutRemoved(known, room.firstSeq);
  const {memberNames, toldReadSeq: _before, ...rest} = one;
  const told: RoomState = {
    ...rest,
    // Of a large room only the first were fetched.
    ...(memberNames !== undefined && isStillRight(memberNames.length, room.memberCount) && {memberNames}),
    room: {...room, lastSeq: Math.max(room.lastSeq, one.room.lastSeq)},
    // What came in between is about these as well, and is not fetched where the end is not here.
    ...(!one.isLoaded && room.lastSeq > one.countedSeq && {older: [], quoted: new Map()}),
    countedSeq: room.lastSeq,
    needsCounts: false,
  };
  const counted = told.isLoaded ? countEntries(told, told.entries, {me, before: told}) : told;
  // On a new connection the server's word counts, also where it knows of fewer resets.
  const {readSeq: seq, resets = 0} = one.room;
  if (isFresh && resets > (room.resets ?? 0)) return counted;
  // A server that tells of no resets answers without counts.
  const moved = moveCursor(counted, {seq, resets}, me, isTold === true && resets === room.resets);
  return moved.room.readSeq > room.readSeq ? {...moved, toldReadSeq: room.readSeq} : moved;
}

/** Nothing of its log counts any more; what is not of the log stays. */
export const begunAnew = ({pending, lock}: RoomState, room: Room): RoomState => ({
  ...newRoomState(room),
  pending,
  ...(lock !== undefined && {lock}),
});

/** The room to show when the one on screen is gone. */
export function placedInLobby(roomById: State['roomById']): {currentRoomId?: number} {
  const lobby = Object.values(roomById).find(({room}) => isLobby(room));
  const other = lobby ?? Object.values(roomById)[0];
  return other === undefined ? {} : {currentRoomId: other.room.roomId};
}
