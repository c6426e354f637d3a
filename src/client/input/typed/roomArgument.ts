/** Reads the room or person that a command means: the one that was named, else the room on screen. */
import {hereIn} from '../../actions/messages/threads.ts';
import {loginOf} from '../../../shared/words/typedName.ts';
import {currentRoom, roomByLabel} from '../../state/selectors.ts';
import type {RoomState, State} from '../../state/state.ts';
import {ChatError} from '../../../shared/errors.ts';

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

/**
 * The room on screen, for a command that does not work in a thread.
 * @param what the command as typed.
 * @throws not-signed-in, not-in-thread
 */
export function roomAlone(state: State, what: string): RoomState {
  const one = roomArgument(state, undefined);
  if (hereIn(state, one.room.roomId).threadOf !== undefined) throw new ChatError('not-in-thread', what);
  return one;
}

/** Refuses a text that begins with another name: several people were probably meant. @throws one-person-only */
export function checkOnePerson(name: string, text: string): void {
  const [next] = /^@[a-z0-9][a-z0-9._-]*/i.exec(text) ?? [];
  if (next !== undefined) throw new ChatError('one-person-only', `@${loginOf(name)} ${next}`.slice(0, 80));
}
