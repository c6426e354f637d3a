/** The initial state of a room, and small steps that several reducers share. */
import type {Room} from '../../../shared/model.ts';
import {beginningOf} from './removed.ts';
import type {Aside, RoomState, State} from '../state.ts';

/** Invitations that are kept; the oldest are dropped. */
export const INVITES_MAX = 200;
/** Lines that are not in the log; older ones are dropped. */
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

/** Changes one room; a room that is not known, or a step that returns the same, leaves the state as it is. */
export function withRoom(state: State, roomId: number, step: (room: RoomState) => RoomState): State {
  const before = state.roomById[roomId];
  if (before === undefined) return state;
  const after = step(before);
  return after === before ? state : {...state, roomById: {...state.roomById, [roomId]: after}};
}

/** The *new* line goes when the room is entered with nothing unread, is left, or was answered. */
export function withoutNewLine(one: RoomState): RoomState {
  if (one.newAfterSeq === undefined) return one;
  const {newAfterSeq: wasNewAfterSeq, ...rest} = one;
  return {...rest, wasNewAfterSeq};
}

export const addAside = (one: RoomState, aside: Aside): RoomState => ({
  ...one,
  asides: [...one.asides.slice(-(ASIDES_MAX - 1)), aside],
});

/** Seq of the newest entry that is here; the end of the log for a room that is not loaded. */
export const heldSeq = (one: RoomState): number =>
  one.entries.at(-1)?.seq ?? (one.isLoaded ? beginningOf(one.room) - 1 : one.countedSeq);

/** The missing piece begins after this seq; `undefined` when nothing is known to be missing. */
export function gapAfter(one: RoomState): number | undefined {
  const seq = heldSeq(one);
  return seq < one.room.lastSeq ? seq : undefined;
}
