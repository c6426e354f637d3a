/** Hides entries of blocked people. */
import type {RoomState} from '../state.ts';

/** Whether an entry is hidden: it is not shown, not counted, and not addressed by keys or commands. */
export const isIgnored = (one: Pick<RoomState, 'ignored'> | undefined, {sender}: {sender: string}): boolean =>
  one?.ignored?.has(sender) === true;
