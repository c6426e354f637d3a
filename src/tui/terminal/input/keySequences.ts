/** Parses one key sequence: legacy, kitty and `modifyOtherKeys` forms. */
import type {Key} from './key.ts';
import {
  CODE_NAMES,
  CONTROL_NAMES,
  F13,
  F35,
  FINAL_NAMES,
  KEYPAD,
  KEYPAD_FIRST,
  KEYPAD_TEXT,
  SHIFTED,
  TILDE_NAMES,
} from './keyNames.ts';
import {latinOf} from './layouts.ts';
import {mouseReportOf} from './mouse.ts';

/** The terminal understands the kitty keyboard protocol. */
export const KITTY_REPLY = 'reply:kitty';
/** The terminal gained or lost the keyboard focus. */
export const FOCUS_IN = 'reply:front';
export const FOCUS_OUT = 'reply:back';
/** The terminal's colour scheme changed. */
export const NOW_DARK = 'reply:dark';
export const NOW_LIGHT = 'reply:light';

/** Whether the terminal supports synchronized output. */
export const HAS_SYNC = 'reply:sync';
export const NO_SYNC = 'reply:no sync';
/** An ambiguous character took one column or two. */
export const IS_NARROW = 'reply:narrow';
export const IS_WIDE = 'reply:wide';
/** Size of a cell in pixels. */
export const CELL_SIZE = 'reply:cell';

export const ESCAPE = '\u001B';
/** Maximum length of a sequence, in characters. */
export const SEQUENCE_MAX = 64;
/** Characters after `ESC [ M` in a mouse report of the oldest format, which is never requested. */
const MOUSE_LENGTH = 3;

/** Length of the sequence at the start; absent while it is incomplete. */
export function sequenceLength(input: string): number | undefined {
  const alt = input.startsWith(ESCAPE + ESCAPE + '[') || input.startsWith(ESCAPE + ESCAPE + 'O') ? 1 : 0;
  const kind = input[alt + 1];
  if (kind === undefined) return undefined;
  if (kind === 'O') return keypadLength(input, alt + 2);
  if (kind !== '[') {
    if (kind === ESCAPE) return input.length === 2 ? undefined : 1;
    return 1 + String.fromCodePoint(input.codePointAt(1) ?? 0).length;
  }
  // The Linux console sends `ESC [ [ A` for F1.
  if (input[alt + 2] === '[') return input.length > alt + 3 ? alt + 4 : undefined;
  return controlLength(input, alt + 2);
}

/** `ESC O A`, and with modifiers `ESC O 5 A`. */
function keypadLength(input: string, from: number): number | undefined {
  for (let at = from; at < input.length; at++) {
    if (!/[\d;]/.test(input.charAt(at)) || at > SEQUENCE_MAX) return isBroken(input, at) ? at : at + 1;
  }
  return undefined;
}

function controlLength(input: string, from: number): number | undefined {
  if (input[from] === 'M') return input.length > from + MOUSE_LENGTH ? from + MOUSE_LENGTH + 1 : undefined;
  for (let at = from; at < input.length; at++) {
    const code = input.charCodeAt(at);
    if (code >= 0x40 && code <= 0x7e) return at + 1;
    // `$` ends a key of rxvt; in an answer about a mode, the final character follows it.
    if (code === 0x24 && /^\d+$/.test(input.slice(from, at))) return input[at + 1] === 'y' ? at + 2 : at + 1;
    // The sequence was cut by a key press: it is dropped, the key is kept.
    if (isBroken(input, at)) return at;
  }
  return undefined;
}

const isBroken = (input: string, at: number): boolean => input.charCodeAt(at) < 0x20 || input.charCodeAt(at) > 0x7e;

export function keyOfSequence(sequence: string): Key | undefined {
  if (sequence === ESCAPE) return {chord: 'escape', text: '', sequence};
  if (sequence === `${ESCAPE}[` || sequence === `${ESCAPE}O`) {
    return {chord: `alt+${sequence.slice(1)}`, text: '', sequence};
  }
  if (sequence.startsWith(ESCAPE + ESCAPE)) {
    const inner = keyOfSequence(sequence.slice(1));
    return inner && {...inner, chord: withModifiers(inner.chord, 2), text: '', sequence};
  }
  if (sequence.startsWith(ESCAPE + 'O')) return keyOfKeypad(sequence);
  if (sequence.startsWith(ESCAPE + '[[')) {
    const index = 'ABCDE'.indexOf(sequence[3] ?? '');
    return named(index === -1 ? undefined : `f${index + 1}`, 0, sequence);
  }
  if (sequence.startsWith(ESCAPE + '[')) return keyOfCsi(sequence);
  const character = sequence.slice(1);
  const name = CONTROL_NAMES[character] ?? controlName(latinOf(character));
  return {chord: withModifiers(name, 2), text: '', sequence};
}

function keyOfKeypad(sequence: string): Key | undefined {
  const final = sequence.at(-1) ?? '';
  const modifiers = (Number.parseInt(sequence.slice(2, -1).replace(/^1;/, ''), 10) || 1) - 1;
  if (final === 'M') return named('enter', modifiers, sequence);
  if (final === 'I') return named('tab', modifiers, sequence);
  const text = KEYPAD_TEXT[final];
  return text === undefined ? named(FINAL_NAMES[final], modifiers, sequence) : typed(text, modifiers, sequence);
}

const REPORTS: Readonly<Record<string, string>> = {
  [`${ESCAPE}[I`]: FOCUS_IN,
  [`${ESCAPE}[O`]: FOCUS_OUT,
  [`${ESCAPE}[?2026;1$y`]: HAS_SYNC,
  [`${ESCAPE}[?2026;2$y`]: HAS_SYNC,
  [`${ESCAPE}[?2026;0$y`]: NO_SYNC,
  [`${ESCAPE}[2;2R`]: IS_NARROW,
  [`${ESCAPE}[2;3R`]: IS_WIDE,
  [`${ESCAPE}[?997;1n`]: NOW_DARK,
  [`${ESCAPE}[?997;2n`]: NOW_LIGHT,
};

function keyOfCsi(sequence: string): Key | undefined {
  const final = sequence.at(-1) ?? '';
  const body = sequence.slice(2, -1);
  const report = REPORTS[sequence];
  if (report !== undefined) return {chord: report, text: '', sequence};
  if (body.startsWith('?')) return final === 'u' ? {chord: KITTY_REPLY, text: '', sequence} : undefined;
  if (body.startsWith('<')) {
    const mouse = mouseReportOf(sequence);
    return mouse && {chord: 'mouse', text: '', sequence, mouse};
  }
  if (/^6;\d+;\d+$/.test(body) && final === 't') return {chord: CELL_SIZE, text: '', sequence};
  // Other characters mean that it is an answer, not a key.
  if (!/^[\d;:]*$/.test(body)) return undefined;
  const [first = 1, second = 1, third = 0] = body.split(';').map(part => Number.parseInt(part, 10) || undefined);
  // A key release, which was not requested.
  if (/^[^;]*;\d*:3/.test(body)) return undefined;
  const modifiers = second - 1;
  if (final === 'u') return keyOfCode(codesOf(body, first), modifiers, sequence);
  if (final === '~') {
    if (first === 27 && third > 0) return keyOfCode({code: third}, modifiers, sequence);
    return named(TILDE_NAMES[first], modifiers, sequence);
  }
  const rxvt = {'^': 4, $: 1, '@': 5}[final];
  if (rxvt !== undefined) return named(TILDE_NAMES[first], rxvt, sequence);
  // A report of the cursor's position, which was not requested.
  if (final === 'R' && body !== '') return undefined;
  return named(FINAL_NAMES[final], modifiers, sequence);
}

interface Codes {
  /** Code point of the key without modifiers. */
  code: number;
  /** Code point with Shift. */
  shifted?: number;
  /** Code point of the same key in a Latin layout. */
  base?: number;
}

/** `code:shifted:base`, as kitty reports keys if requested. */
function codesOf(body: string, code: number): Codes {
  const [, shifted, base] = (body.split(';')[0] ?? '').split(':').map(part => Number.parseInt(part, 10) || 0);
  return {code, ...(shifted && {shifted}), ...(base && {base})};
}

/** A key of kitty or `modifyOtherKeys`: a code point with modifiers. */
function keyOfCode({code, shifted, base}: Codes, modifiers: number, sequence: string): Key | undefined {
  const name = CODE_NAMES[code];
  if (name === 'space') return typed(' ', modifiers, sequence);
  if (name !== undefined) return named(name, modifiers, sequence);
  const onKeypad = KEYPAD[code - KEYPAD_FIRST];
  if (onKeypad !== undefined) {
    return onKeypad.length === 1 ? typed(onKeypad, modifiers, sequence) : named(onKeypad, modifiers, sequence);
  }
  if (code >= F13 && code <= F35) return named(`f${code - F13 + 13}`, modifiers, sequence);
  // The private use area contains keys that have no name here, such as modifiers and media keys.
  if (!isCharacter(code)) return undefined;
  const character = String.fromCodePoint(code);
  const isShifted = (modifiers & 1) !== 0;
  if ((modifiers & ALL_BUT_SHIFT) === 0) {
    return typed(isShifted ? withShift(character, shifted) : character, modifiers & ~1, sequence);
  }
  // Letters of other scripts stand for the Latin letter on the same key; letters of Latin layouts stand for themselves.
  const onKey = base !== undefined && isCharacter(base) ? String.fromCodePoint(base) : undefined;
  // Alt with a digit selects a list entry; on layouts where digits need Shift, the digit key counts without it.
  const isDigitKey = onKey !== undefined && /^\d$/.test(onKey) && (modifiers & 4) === 0 && !/^[\w/<>]$/.test(character);
  const latin = onKey !== undefined && (code > 0x7f || isDigitKey) ? onKey : latinOf(character);
  const shown = isShifted ? withShift(latin, latin === character ? shifted : undefined) : latin;
  return {chord: withModifiers(shown, modifiers & ~1), text: '', sequence};
}

const isCharacter = (code: number): boolean =>
  code >= 32 &&
  code !== 127 &&
  !(code >= 57_344 && code <= 63_743) &&
  code <= 0x10ffff &&
  !(code >= 0xd800 && code < 0xe000);

const withShift = (character: string, shifted: number | undefined): string =>
  shifted !== undefined && isCharacter(shifted)
    ? String.fromCodePoint(shifted)
    : (SHIFTED[character] ?? character.toUpperCase());

const named = (name: string | undefined, modifiers: number, sequence: string): Key | undefined =>
  name === undefined ? undefined : {chord: withModifiers(name, modifiers), text: '', sequence};

/** A key that writes text, unless a modifier makes it a command. */
function typed(text: string, modifiers: number, sequence: string): Key {
  const isPlain = (modifiers & ALL_BUT_SHIFT) === 0;
  const name = text === ' ' ? 'space' : text;
  return {chord: withModifiers(name, isPlain ? 0 : modifiers), text: isPlain ? text : '', sequence};
}

/** Modifier bits: 1 shift, 2 alt, 4 ctrl, 8 super and 32 meta (both treated as alt); higher bits are locks and ignored. */
const ALT_BITS = 42;
const ALL_BUT_SHIFT = ALT_BITS | 4;

function withModifiers(name: string, modifiers: number): string {
  const isCtrl = (modifiers & 4) !== 0 || name.startsWith('ctrl+');
  const isAlt = (modifiers & ALT_BITS) !== 0;
  const isShift = (modifiers & 1) !== 0 || name.startsWith('shift+');
  const bare = name.replace(/^(?:ctrl|shift)\+(?=.)/, '');
  return (isCtrl ? 'ctrl+' : '') + (isAlt ? 'alt+' : '') + (isShift ? 'shift+' : '') + bare;
}

function controlName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0 && code < 27 ? `ctrl+${String.fromCodePoint(code + 96)}` : character;
}

/** A control character as a key with Ctrl. */
export const keyOfControl = (sequence: string): Key => ({
  chord: CONTROL_NAMES[sequence] ?? controlName(sequence),
  text: '',
  sequence,
});
