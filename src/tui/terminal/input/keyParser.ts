/** Parses terminal input into keys: legacy and kitty sequences, bracketed paste, answers, sequences split over reads. */
import {graphemesOf} from '../../../shared/text/graphemes.ts';
import type {Key} from './key.ts';
import {createAnswerReader, opensAnswer} from './answers.ts';
import {ESCAPE, keyOfControl, keyOfSequence, SEQUENCE_MAX, sequenceLength} from './keySequences.ts';
import {createPasteReader, PASTE_END, PASTE_START} from './paste.ts';
import {wheelKey} from './wheel.ts';

/**
 * What the parser waits for. `escape`: whether ESC is a key. `sequence`, `answer`: the rest. `paste`: the end. `pasteEnd`:
 * whether an end mark is the last one. `late`: the rest of a sequence whose ESC was taken for a key.
 */
export type Waiting = 'escape' | 'sequence' | 'answer' | 'paste' | 'pasteEnd' | 'late';

interface KeyParser {
  push(chunk: string): Key[];
  /** No input is waiting for its end. */
  isAtRest(): boolean;
  waiting(): Waiting | undefined;
  /** Whether the pending input is a key, or the end of a paste, only if nothing follows. */
  isUndecided(): boolean;
  /** A paste was started, but its end mark has not arrived for a long time. */
  isPasteOverdue(): boolean;
  /** Called if nothing followed: the pending input is the Esc key, an Alt key, or a part of a paste. */
  settle(): Key[];
}

/**
 * A longer run of plain characters (an unbracketed paste or very fast typing) becomes one key, because one key per character
 * would be slow.
 */
const RUN_MAX = 16;

/** The rest of a sequence whose ESC arrived much earlier; nobody types this within one read. */
const LATE = /^(?:\[(?:\d*(?:;\d+)*[A-DFHP-SZ~u]|<[\d;]+[Mm]|\?[\d;]+[cunhlRy])$|\[20[01]~|O[A-DFHP-S]$|\]\d+;)/;
/** The rest of an answer that was given up, up to its end. */
const LATE_ANSWER = /^[ -~]*(?:\u0007|\u001B\\|[\u009C\uFFFD])/;

/** The rest of a mouse report whose start was given up. */
const LATE_MOUSE = /^[\d;]{0,12}[Mm]/;
const STARTED_MOUSE = /^\u001B\[<[\d;]*$/;

/** The 8-bit forms of sequences that start with ESC; other C1 characters are no keys. */
const EIGHT_BIT = /^[\u008F\u0090\u0098\u009B\u009D-\u009F]/;

/** @param onAnswer receives string answers without the leading ESC */
export function createKeyParser(onAnswer: (said: string) => void = () => {}): KeyParser {
  const paste = createPasteReader();
  const answer = createAnswerReader();
  let rest = '';
  let late: RegExp | undefined;
  /** An overdue paste has been silent for a while, so a single key is a user who wants to end it. */
  let isQuiet = false;

  function takePaste(input: string, keys: Key[]): string {
    const {key, after, waiting} = paste.take(input);
    if (key !== undefined) keys.push(key);
    rest = waiting;
    return after;
  }

  function takeAnswer(input: string): string {
    const {after, waiting, said} = answer.take(input);
    if (said !== undefined) onAnswer(said);
    rest = waiting;
    return after;
  }

  function takeSequence(input: string, keys: Key[]): string {
    if (opensAnswer(input)) {
      answer.begin(input.charAt(1));
      return input.slice(2);
    }
    const length = sequenceLength(input);
    if (length === undefined) {
      // A sequence that is too long is meaningless; a stand-in suffices to find its end.
      rest = input.length > SEQUENCE_MAX ? `${ESCAPE}[<${'0'.repeat(SEQUENCE_MAX / 2)}` : input;
      return '';
    }
    const sequence = input.slice(0, length);
    if (sequence === PASTE_START) {
      paste.begin();
      isQuiet = false;
    }
    const key = keyOfSequence(sequence);
    if (key !== undefined) keys.push(key);
    return input.slice(length);
  }

  /** @returns whether the key was used to end an overdue paste */
  function endsPaste(chunk: string, keys: Key[]): boolean {
    if (!isQuiet || !paste.isOpen() || !isEndingKey(chunk)) return false;
    const key = paste.end(rest);
    rest = '';
    if (key !== undefined) keys.push(key);
    return true;
  }

  function begun(chunk: string): string {
    if (late === LATE && LATE.test(chunk)) return ESCAPE + chunk;
    if (late === LATE_ANSWER || late === LATE_MOUSE) return chunk.replace(late, '');
    return rest + chunk;
  }

  function settleAnswer(): Key[] {
    const opener = answer.giveUp();
    const isEscape = rest === ESCAPE;
    rest = '';
    late = opener === undefined ? LATE_ANSWER : undefined;
    if (opener !== undefined) return [{chord: `alt+${opener}`, text: '', sequence: ESCAPE + opener}];
    return isEscape ? [escapeKey()] : [];
  }

  function settlePaste(): Key[] {
    if (rest.startsWith(PASTE_END)) return endPaste();
    if (isQuiet && rest === ESCAPE) {
      // If it were the start of the end mark, the rest would have arrived by now.
      late = LATE;
      rest = '';
      return endPaste();
    }
    const key = paste.rest();
    isQuiet = true;
    return key === undefined ? [] : [key];
  }

  function endPaste(): Key[] {
    const key = paste.end(rest);
    rest = '';
    return key === undefined ? [] : [key];
  }

  const waitingNow = (): Waiting | undefined => {
    if (answer.isOpen()) return 'answer';
    if (paste.isOpen()) {
      if (rest.startsWith(PASTE_END)) return 'pasteEnd';
      return isQuiet ? (rest === ESCAPE ? 'escape' : undefined) : 'paste';
    }
    if (rest !== '') return rest === ESCAPE || rest === ESCAPE + ESCAPE ? 'escape' : 'sequence';
    return late === undefined ? undefined : 'late';
  };

  return {
    push(chunk) {
      const keys: Key[] = [];
      if (endsPaste(chunk, keys)) return keys;
      const wheel = waitingNow() === undefined ? wheelKey(chunk) : undefined;
      if (wheel !== undefined) return [wheel];
      if (answer.isOpen() && isControlKey(chunk)) keys.push(...settleAnswer());
      let input = begun(chunk);
      late = undefined;
      rest = '';
      // A lone ESC may be the start of the end mark.
      if (input !== ESCAPE) isQuiet = false;
      while (input !== '') {
        if (paste.isOpen()) input = takePaste(input, keys);
        else if (answer.isOpen()) input = takeAnswer(input);
        else if (EIGHT_BIT.test(input))
          input = `${ESCAPE}${String.fromCharCode(input.charCodeAt(0) - 64)}${input.slice(1)}`;
        else if (input.startsWith(ESCAPE)) input = takeSequence(input, keys);
        else input = takeText(input, keys);
      }
      return keys;
    },
    isAtRest: () => rest === '' && !paste.isOpen() && !answer.isOpen(),
    waiting: waitingNow,
    isUndecided: () => ['escape', 'sequence', 'answer', 'pasteEnd'].includes(waitingNow() ?? ''),
    isPasteOverdue: () => paste.isOverdue(),
    settle() {
      if (answer.isOpen()) return settleAnswer();
      if (paste.isOpen()) return settlePaste();
      const waiting = rest;
      rest = '';
      late = waiting === ESCAPE ? LATE : STARTED_MOUSE.test(waiting) ? LATE_MOUSE : undefined;
      if (waiting === ESCAPE) return [escapeKey()];
      if (waiting === ESCAPE + ESCAPE) return [escapeKey(), escapeKey()];
      // Only `ESC [` or `ESC O`: Alt with that character. Anything longer is an incomplete sequence.
      return waiting.length === 2 ? [{chord: `alt+${waiting.slice(1)}`, text: '', sequence: waiting}] : [];
    },
  };
}

const escapeKey = (): Key => ({chord: 'escape', text: '', sequence: ESCAPE});

/** A single control key in a read, which no answer contains: the user wants the keyboard back. */
const isControlKey = (chunk: string): boolean => /^[\u0000-\u0006\u0008-\u0017\u0019\u001C-\u001F\u007F]$/.test(chunk);

/** Ctrl+C alone in its read, or Esc if it is distinguishable from the start of a sequence. */
function isEndingKey(chunk: string): boolean {
  if (chunk === '\u0003') return true;
  if (chunk.length < 3 || !chunk.startsWith(`${ESCAPE}[`) || sequenceLength(chunk) !== chunk.length) return false;
  return ['ctrl+c', 'escape'].includes(keyOfSequence(chunk)?.chord ?? '');
}

function takeText(input: string, keys: Key[]): string {
  // eslint-disable-next-line no-control-regex -- Control characters are what is looked for.
  const plain = /^[^\u0000-\u001F\u007F-\u009F]+/.exec(input)?.[0] ?? '';
  if (plain === '') {
    if (input.charCodeAt(0) < 0x80) keys.push(keyOfControl(input.slice(0, 1)));
    return input.slice(1);
  }
  const characters = plain.length > RUN_MAX * 8 ? [] : graphemesOf(plain);
  if (characters.length === 0 || characters.length > RUN_MAX) keys.push({chord: 'text', text: plain, sequence: plain});
  else for (const text of characters) keys.push({chord: text === ' ' ? 'space' : text, text, sequence: text});
  return input.slice(plain.length);
}
