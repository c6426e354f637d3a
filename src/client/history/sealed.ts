/** Tells which rooms are encrypted: nothing of them is stored on this machine in plaintext. */
import type {RoomState} from '../state/state.ts';

/** Whether the room is encrypted or about to be: as the server reports, or as this machine knows once its keys are loaded. */
export const isSealed = (one: RoomState | undefined): boolean =>
  one?.room.conv !== undefined || (one?.lock !== undefined && one.lock.kind !== 'absent');
