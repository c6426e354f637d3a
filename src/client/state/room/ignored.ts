/** What is hidden in a room: what people have said who are blocked. */
import type {RoomState} from '../state.ts';

/** It is not shown, not counted, and no key or command means it. */
export const isIgnored = (one: Pick<RoomState, 'ignored'> | undefined, {sender}: {sender: string}): boolean =>
  one?.ignored?.has(sender) === true;
