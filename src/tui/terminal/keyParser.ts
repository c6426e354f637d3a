/** Turns what a terminal sends into keys: legacy and kitty sequences, bracketed paste, sequences split over several reads. */
import {graphemesOf} from '../../shared/text.ts';
import type {Key} from '../keys/key.ts';

export interface KeyParser {
  push(chunk: string): Key[];
  /** True while an escape waits to become either the Esc key or the start of a sequence, or an end mark to be the last one. */
  isUndecided(): boolean;
  /** Nothing followed: what waits is the Esc key, an Alt key, or the rest of a paste. */
  settle(): Key[];
}

/** The terminal understands the kitty keyboard protocol. */
export const KITTY_REPLY = 'reply:kitty';

const PASTE_START = '\u001B[200~';
const PASTE_END = '\u001B[201~';
const ESCAPE = '\u001B';
const SEQUENCE_MAX = 64;
/** A longer run of plain characters is unbracketed paste or very fast typing; one key a character would be slow. */
const RUN_MAX = 16;

const CONTROL_NAMES: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\t': 'tab',
  '\u007F': 'backspace',
  '\b': 'backspace',
  '\u0000': 'ctrl+space',
  '\u001C': 'ctrl+\\',
  '\u001D': 'ctrl+]',
  '\u001E': 'ctrl+^',
  '\u001F': 'ctrl+_',
};
const FINAL_NAMES: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'begin',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'shift+tab',
  M: 'enter',
};
const TILDE_NAMES: Readonly<Record<number, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};
const CODE_NAMES: Readonly<Record<number, string>> = {
  8: 'backspace',
  9: 'tab',
  13: 'enter',
  27: 'escape',
  32: 'space',
  127: 'backspace',
  57_414: 'enter',
};

export function createKeyParser(): KeyParser {
  let rest = '';
  /** Pieces of a paste whose end has not come. */
  let paste: string[] | undefined;

  function push(chunk: string): Key[] {
    const keys: Key[] = [];
    let input = rest + chunk;
    rest = '';
    while (input !== '') {
      if (paste !== undefined) input = takePaste(input, keys);
      else if (input.startsWith(ESCAPE)) input = takeSequence(input, keys);
      else input = takeText(input, keys);
    }
    return keys;
  }

  function takePaste(input: string, keys: Key[]): string {
    const pasted = paste ?? [];
    // An end mark inside the pasted text must not turn what follows it into key presses.
    const next = input.indexOf(PASTE_START);
    const end = input.lastIndexOf(PASTE_END, next === -1 ? input.length : next);
    if (end === -1) {
      // The end mark may be split over two reads.
      const split = input.lastIndexOf(ESCAPE);
      const kept = split > input.length - PASTE_END.length && split !== -1 ? split : input.length;
      pasted.push(input.slice(0, kept));
      paste = pasted;
      rest = input.slice(kept);
      return '';
    }
    pasted.push(input.slice(0, end));
    const after = input.slice(end + PASTE_END.length);
    if (after !== '' && !after.startsWith(PASTE_START)) {
      // What comes in the same read belongs to it, most likely, and the real end is still on its way.
      paste = pasted;
      rest = input.slice(end);
      return '';
    }
    keys.push(endPaste(pasted));
    return after;
  }

  function endPaste(pieces: readonly string[]): Key {
    paste = undefined;
    const text = pieces.join('').replaceAll(PASTE_END, '').replaceAll(PASTE_START, '').replaceAll(/\r\n?/g, '\n');
    return {chord: 'paste', text, sequence: ''};
  }

  function takeSequence(input: string, keys: Key[]): string {
    const length = sequenceLength(input);
    if (length === undefined) {
      rest = input;
      return '';
    }
    const sequence = input.slice(0, length);
    if (sequence === PASTE_START) {
      paste = [];
      return input.slice(length);
    }
    const key = keyOfSequence(sequence);
    if (key !== undefined) keys.push(key);
    return input.slice(length);
  }

  return {
    push,
    isUndecided: () => (paste === undefined ? rest.startsWith(ESCAPE) : rest.startsWith(PASTE_END)),
    settle() {
      const waiting = rest;
      rest = '';
      if (paste !== undefined) return [endPaste([...paste, waiting])];
      if (waiting === '') return [];
      if (waiting === ESCAPE) return [{chord: 'escape', text: '', sequence: waiting}];
      if (waiting === ESCAPE + ESCAPE) return [{chord: 'alt+escape', text: '', sequence: waiting}];
      // `ESC [` or `ESC O` with nothing behind it is the Alt key with that character; anything longer is broken.
      return waiting.length === 2 ? [{chord: `alt+${waiting.slice(1)}`, text: '', sequence: waiting}] : [];
    },
  };
}

/** How long the sequence at the start is; absent while more of it must come. */
function sequenceLength(input: string): number | undefined {
  const alt = input.startsWith(ESCAPE + ESCAPE + '[') || input.startsWith(ESCAPE + ESCAPE + 'O') ? 1 : 0;
  const kind = input[alt + 1];
  if (kind === undefined) return undefined;
  if (kind === 'O') return input.length > alt + 2 ? alt + 3 : undefined;
  if (kind !== '[') {
    if (kind === ESCAPE) return input.length === 2 ? undefined : 1;
    return 1 + String.fromCodePoint(input.codePointAt(1) ?? 0).length;
  }
  // The Linux console sends `ESC [ [ A` for F1.
  if (input[alt + 2] === '[') return input.length > alt + 3 ? alt + 4 : undefined;
  for (let at = alt + 2; at < input.length; at++) {
    const code = input.charCodeAt(at);
    if (code >= 0x40 && code <= 0x7e) return at + 1;
    // `$` is an intermediate by the book and an end in rxvt; both end here.
    if (code === 0x24 || code < 0x20 || code > 0x7e || at > SEQUENCE_MAX) return at + 1;
  }
  return undefined;
}

function keyOfSequence(sequence: string): Key | undefined {
  if (sequence === ESCAPE) return {chord: 'escape', text: '', sequence};
  if (sequence.startsWith(ESCAPE + ESCAPE)) {
    const inner = keyOfSequence(sequence.slice(1));
    return inner && {...inner, chord: withModifiers(inner.chord, 2), text: '', sequence};
  }
  if (sequence.startsWith(ESCAPE + 'O')) return named(FINAL_NAMES[sequence[2] ?? ''], 0, sequence);
  if (sequence.startsWith(ESCAPE + '[[')) {
    const index = 'ABCDE'.indexOf(sequence[3] ?? '');
    return named(index === -1 ? undefined : `f${index + 1}`, 0, sequence);
  }
  if (sequence.startsWith(ESCAPE + '[') && sequence.length > 2) return keyOfCsi(sequence);
  const name = CONTROL_NAMES[sequence[1] ?? ''] ?? controlName(sequence.slice(1));
  return {chord: withModifiers(name, 2), text: '', sequence};
}

function keyOfCsi(sequence: string): Key | undefined {
  const final = sequence.at(-1) ?? '';
  const body = sequence.slice(2, -1);
  if (body.startsWith('?')) {
    return final === 'u' ? {chord: KITTY_REPLY, text: '', sequence} : undefined;
  }
  const [first = 1, second = 1, third = 0] = body.split(';').map(part => Number.parseInt(part, 10) || undefined);
  const modifiers = second - 1;
  if (final === 'u') return keyOfCode(first, modifiers, sequence);
  if (final === '~') {
    return first === 27 ? keyOfCode(third, modifiers, sequence) : named(TILDE_NAMES[first], modifiers, sequence);
  }
  const rxvt = {'^': 4, $: 1, '@': 5}[final];
  if (rxvt !== undefined) return named(TILDE_NAMES[first], rxvt, sequence);
  // A lone `ESC [ M` starts a mouse report of the oldest kind, which is never asked for.
  return final === 'M' ? undefined : named(FINAL_NAMES[final], modifiers, sequence);
}

/** Kitty and `modifyOtherKeys`: a code point with modifiers. */
function keyOfCode(code: number, modifiers: number, sequence: string): Key | undefined {
  const name = CODE_NAMES[code];
  if (name !== undefined) {
    const text = name === 'space' && modifiers <= 1 ? ' ' : '';
    return {chord: withModifiers(name, modifiers), text, sequence};
  }
  // The private use area holds keys without a name here: modifiers, media keys, the keypad.
  if (code < 32 || (code >= 57_344 && code <= 63_743) || code > 0x10ffff) return undefined;
  const character = String.fromCodePoint(code);
  const isShifted = (modifiers & 1) !== 0;
  const shown = isShifted ? character.toUpperCase() : character;
  const isPlain = (modifiers & 6) === 0;
  return {chord: withModifiers(shown, modifiers & 6), text: isPlain ? shown : '', sequence};
}

const named = (name: string | undefined, modifiers: number, sequence: string): Key | undefined =>
  name === undefined ? undefined : {chord: withModifiers(name, modifiers), text: '', sequence};

/** Bits as terminals number them: 1 shift, 2 alt, 4 ctrl, 8 and 32 super and meta, taken as alt. */
function withModifiers(name: string, modifiers: number): string {
  const isCtrl = (modifiers & 4) !== 0 || name.startsWith('ctrl+');
  const isAlt = (modifiers & 42) !== 0;
  const isShift = (modifiers & 1) !== 0 || name.startsWith('shift+');
  const bare = name.replace(/^(?:ctrl|shift)\+(?=.)/, '');
  return (isCtrl ? 'ctrl+' : '') + (isAlt ? 'alt+' : '') + (isShift ? 'shift+' : '') + bare;
}

function controlName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0 && code < 27 ? `ctrl+${String.fromCodePoint(code + 96)}` : character;
}

function takeText(input: string, keys: Key[]): string {
  // eslint-disable-next-line no-control-regex -- Control characters are what is looked for.
  const plain = /^[^\u0000-\u001F\u007F]+/.exec(input)?.[0] ?? '';
  if (plain === '') {
    const sequence = input.slice(0, 1);
    keys.push({chord: CONTROL_NAMES[sequence] ?? controlName(sequence), text: '', sequence});
    return input.slice(1);
  }
  const characters = plain.length > RUN_MAX * 8 ? [] : graphemesOf(plain);
  if (characters.length === 0 || characters.length > RUN_MAX) keys.push({chord: 'text', text: plain, sequence: plain});
  else for (const text of characters) keys.push({chord: text === ' ' ? 'space' : text, text, sequence: text});
  return input.slice(plain.length);
}
