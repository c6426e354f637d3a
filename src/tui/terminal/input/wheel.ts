/** Tells wheel turns from arrow keys, where terminals send arrow keys for the wheel on the alternate screen. */
import type {Key} from './key.ts';

/** One turn of the wheel arrives as several arrow keys in one read, faster than anybody presses keys. */
const BURST = /^(?:(?:\u001B[[O]A){3,}|(?:\u001B[[O]B){3,})$/;

const WHEEL_UP = 'wheelup';
const WHEEL_DOWN = 'wheeldown';
const ARROW_LENGTH = 3;

/** Absent if the read is not a wheel turn. */
export function wheelKey(chunk: string): Key | undefined {
  if (!BURST.test(chunk)) return undefined;
  return {chord: chunk.charAt(2) === 'A' ? WHEEL_UP : WHEEL_DOWN, text: '', sequence: chunk};
}

/** Lines per turn, as configured in the terminal. */
export const wheelLines = ({sequence}: Key): number => sequence.length / ARROW_LENGTH;

/** Converts a wheel turn into arrow keys, for lists and forms. */
export function arrowsOf(key: Key): readonly Key[] {
  if (key.chord !== WHEEL_UP && key.chord !== WHEEL_DOWN) return [key];
  const arrow = {
    chord: key.chord === WHEEL_UP ? 'up' : 'down',
    text: '',
    sequence: key.sequence.slice(0, ARROW_LENGTH),
  };
  return Array.from({length: wheelLines(key)}, () => arrow);
}
