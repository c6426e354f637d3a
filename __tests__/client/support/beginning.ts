/** Whether a client has the log of a room from its beginning. */
import {heldEntries} from '../../../src/client/state/room/pieces.ts';
import {beginningOf} from '../../../src/client/state/room/removed.ts';
import type {RoomState} from '../../../src/client/state/state.ts';

/** The oldest entry is here: there is nothing to scroll up to. */
export const isAtBeginning = (one: RoomState): boolean =>
  one.isLoaded && (heldEntries(one)[0]?.seq ?? 1) <= beginningOf(one.room);
