/** The room that a command is about: the one that was named, else the one on screen. */
import {currentRoom, roomByLabel} from './selectors.ts';
import type {RoomState, State} from './state.ts';
import {ChatError} from '../shared/errors.ts';

/** @throws not-in-room, not-signed-in */
export function roomArgument(state: State, label: string | undefined): RoomState {
  if (label === undefined) {
    const current = currentRoom(state);
    if (current === undefined) throw new ChatError('not-signed-in');
    return current;
  }
  const named = roomByLabel(state, label);
  if (named === undefined) throw new ChatError('not-in-room', label.slice(0, 70));
  return named;
}
