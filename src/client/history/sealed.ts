/** Tells which rooms are encrypted: of what is said there, nothing is kept on this machine in the clear. */
import type {RoomState} from '../state/state.ts';

/** Encrypted, or about to be: as the server says, at once, or as this machine knows, as soon as its keys have been looked at. */
export const isSealed = (one: RoomState | undefined): boolean =>
  one?.room.conv !== undefined || (one?.lock !== undefined && one.lock.kind !== 'absent');
