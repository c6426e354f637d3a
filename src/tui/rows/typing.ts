/** Who writes in the room on screen, in a few words. */
import {currentRoom} from '../../client/state/selectors.ts';
import type {State} from '../../client/state/state.ts';
import {display} from '../../shared/text/text.ts';

/** Absent where nobody does. */
export function typingWords(state: State, nowMs: number): string | undefined {
  const names = (currentRoom(state)?.typing ?? [])
    .filter(({untilMs}) => untilMs > nowMs)
    .map(({name}) => display(name, 'line'));
  const [first, second] = names;
  if (first === undefined) return undefined;
  if (second === undefined) return `${first} is typing`;
  return names.length === 2 ? `${first} and ${second} are typing` : `${names.length} people are typing`;
}
