/** Tells wheel turns from arrow keys, where terminals send arrow keys for the wheel on the alternate screen. */
import type {Key} from './key.ts';

/** A turn of the wheel comes as several arrows in one read; nobody presses a key so often between two reads. */
const BURST = /^(?:(?:\u001B[[O]A){3,}|(?:\u001B[[O]B){3,})$/;

const WHEEL_UP = 'wheelup';
const WHEEL_DOWN = 'wheeldown';
const ARROW_LENGTH = 3;

/** Absent where the read is no wheel turn. */
export function wheelKey(chunk: string): Key | undefined {
  if (!BURST.test(chunk)) return undefined;
  return {chord: chunk.charAt(2) === 'A' ? WHEEL_UP : WHEEL_DOWN, text: '', sequence: chunk};
}

/** Lines of one turn, as the terminal is configured. */
export const wheelLines = ({sequence}: Key): number => sequence.length / ARROW_LENGTH;

/** For lists and forms: a wheel turn as arrow keys. */
export function arrowsOf(key: Key): readonly Key[] {
  if (key.chord !== WHEEL_UP && key.chord !== WHEEL_DOWN) return [key];
  const arrow = {
    chord: key.chord === WHEEL_UP ? 'up' : 'down',
    text: '',
    sequence: key.sequence.slice(0, ARROW_LENGTH),
  };
  return Array.from({length: wheelLines(key)}, () => arrow);
}
