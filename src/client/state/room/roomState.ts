/** The initial state of a room, and small steps that several reducers share. */
import type {Room} from '../../../shared/model.ts';
import {beginningOf} from './removed.ts';
import type {Aside, RoomState, State} from '../state.ts';

/** Maximum number of kept invitations; the oldest are dropped. */
export const INVITES_MAX = 200;
/** Maximum number of lines outside the log per room; older ones are dropped. */
const ASIDES_MAX = 200;

export const newRoomState = (room: Room): RoomState => ({
  room,
  entries: [],
  older: [],
  fileStatuses: new Map(),
  quoted: new Map(),
  isLoaded: false,
  isLoadingOlder: false,
  countedSeq: room.lastSeq,
  needsCounts: false,
  pending: [],
  asides: [],
});

/** Applies `step` to one room; an unknown room, or a step that returns the same object, leaves the state unchanged. */
export function withRoom(state: State, roomId: number, step: (room: RoomState) => RoomState): State {
  const before = state.roomById[roomId];
  if (before === undefined) return state;
  const after = step(before);
  return after === before ? state : {...state, roomById: {...state.roomById, [roomId]: after}};
}

/** Removes the *new* line: when a room without unread entries is entered, when it is left, or after one's own message. */
export function withoutNewLine(one: RoomState): RoomState {
  if (one.newAfterSeq === undefined) return one;
  const {newAfterSeq: wasNewAfterSeq, ...rest} = one;
  return {...rest, wasNewAfterSeq};
}

export const addAside = (one: RoomState, aside: Aside): RoomState => ({
  ...one,
  asides: [...one.asides.slice(-(ASIDES_MAX - 1)), aside],
});

/** Seq of the newest loaded entry; for a room that is not loaded, the end of the known log. */
export const heldSeq = (one: RoomState): number =>
  one.entries.at(-1)?.seq ?? (one.isLoaded ? beginningOf(one.room) - 1 : one.countedSeq);

/** The seq after which entries are missing at the end; `undefined` when none are known to be missing. */
export function gapAfter(one: RoomState): number | undefined {
  const seq = heldSeq(one);
  return seq < one.room.lastSeq ? seq : undefined;
}
