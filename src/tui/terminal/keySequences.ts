/** What one sequence of a terminal means: legacy, kitty and `modifyOtherKeys` forms, as keys. */
import type {Key} from '../keys/key.ts';

/** The terminal understands the kitty keyboard protocol. */
export const KITTY_REPLY = 'reply:kitty';
/** The terminal has the keyboard now, or somebody else has it. */
export const FOCUS_IN = 'reply:front';
export const FOCUS_OUT = 'reply:back';

export const ESCAPE = '\u001B';
const SEQUENCE_MAX = 64;

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
/** By code point, as kitty sends them. */
const CODE_NAMES: Readonly<Record<number, string>> = {
  8: 'backspace',
  9: 'tab',
  13: 'enter',
  27: 'escape',
  32: 'space',
  127: 'backspace',
  57_414: 'enter',
};

/** How long the sequence at the start is; absent while more of it must come. */
export function sequenceLength(input: string): number | undefined {
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

export function keyOfSequence(sequence: string): Key | undefined {
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
  if (sequence === `${ESCAPE}[I`) return {chord: FOCUS_IN, text: '', sequence};
  if (sequence === `${ESCAPE}[O`) return {chord: FOCUS_OUT, text: '', sequence};
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

/** A character below space, as a key with Ctrl. */
export const keyOfControl = (sequence: string): Key => ({
  chord: CONTROL_NAMES[sequence] ?? controlName(sequence),
  text: '',
  sequence,
});
