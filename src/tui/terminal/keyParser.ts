/** Turns what a terminal sends into keys: legacy and kitty sequences, bracketed paste, sequences split over several reads. */
import {graphemesOf} from '../../shared/graphemes.ts';
import type {Key} from '../keys/key.ts';
import {ESCAPE, keyOfControl, keyOfSequence, sequenceLength} from './keySequences.ts';
import {createPasteReader, PASTE_END, PASTE_START} from './paste.ts';

export interface KeyParser {
  push(chunk: string): Key[];
  /** Nothing of what came waits for its end. */
  isAtRest(): boolean;
  /** True while an escape waits to become either the Esc key or the start of a sequence, or an end mark to be the last one. */
  isUndecided(): boolean;
  /** Nothing followed: what waits is the Esc key, an Alt key, or the rest of a paste. */
  settle(): Key[];
}

/** A longer run of plain characters is unbracketed paste or very fast typing; one key a character would be slow. */
const RUN_MAX = 16;

export function createKeyParser(): KeyParser {
  const paste = createPasteReader();
  let rest = '';

  function takePaste(input: string, keys: Key[]): string {
    const {key, after, waiting} = paste.take(input);
    if (key !== undefined) keys.push(key);
    rest = waiting;
    return after;
  }

  function takeSequence(input: string, keys: Key[]): string {
    const length = sequenceLength(input);
    if (length === undefined) {
      rest = input;
      return '';
    }
    const sequence = input.slice(0, length);
    if (sequence === PASTE_START) paste.begin();
    const key = keyOfSequence(sequence);
    if (key !== undefined) keys.push(key);
    return input.slice(length);
  }

  return {
    push(chunk) {
      const keys: Key[] = [];
      let input = rest + chunk;
      rest = '';
      while (input !== '') {
        if (paste.isOpen()) input = takePaste(input, keys);
        else if (input.startsWith(ESCAPE)) input = takeSequence(input, keys);
        else input = takeText(input, keys);
      }
      return keys;
    },
    isAtRest: () => rest === '' && !paste.isOpen(),
    isUndecided: () => rest.startsWith(paste.isOpen() ? PASTE_END : ESCAPE),
    settle() {
      const waiting = rest;
      rest = '';
      if (paste.isOpen()) return [paste.end(waiting)];
      if (waiting === '') return [];
      if (waiting === ESCAPE) return [{chord: 'escape', text: '', sequence: waiting}];
      if (waiting === ESCAPE + ESCAPE) return [{chord: 'alt+escape', text: '', sequence: waiting}];
      // `ESC [` or `ESC O` with nothing behind it is the Alt key with that character; anything longer is broken.
      return waiting.length === 2 ? [{chord: `alt+${waiting.slice(1)}`, text: '', sequence: waiting}] : [];
    },
  };
}

function takeText(input: string, keys: Key[]): string {
  // eslint-disable-next-line no-control-regex -- Control characters are what is looked for.
  const plain = /^[^\u0000-\u001F\u007F]+/.exec(input)?.[0] ?? '';
  if (plain === '') {
    keys.push(keyOfControl(input.slice(0, 1)));
    return input.slice(1);
  }
  const characters = plain.length > RUN_MAX * 8 ? [] : graphemesOf(plain);
  if (characters.length === 0 || characters.length > RUN_MAX) keys.push({chord: 'text', text: plain, sequence: plain});
  else for (const text of characters) keys.push({chord: text === ' ' ? 'space' : text, text, sequence: text});
  return input.slice(plain.length);
}
