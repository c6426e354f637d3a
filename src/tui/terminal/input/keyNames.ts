/** Key names by what terminals send: final bytes and numbers of sequences, kitty code points, keypad. */

export const CONTROL_NAMES: Readonly<Record<string, string>> = {
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
export const FINAL_NAMES: Readonly<Record<string, string>> = {
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
};
export const TILDE_NAMES: Readonly<Record<number, string>> = {
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
  25: 'f13',
  26: 'f14',
  28: 'f15',
  29: 'f16',
  31: 'f17',
  32: 'f18',
  33: 'f19',
  34: 'f20',
};

/** Bytes of the application keypad behind `ESC O`, and the kitty protocol's keypad from its first code on. */
export const KEYPAD_TEXT: Readonly<Record<string, string>> = {
  ' ': ' ',
  X: '=',
  j: '*',
  k: '+',
  l: ',',
  m: '-',
  n: '.',
  o: '/',
  p: '0',
  q: '1',
  r: '2',
  s: '3',
  t: '4',
  u: '5',
  v: '6',
  w: '7',
  x: '8',
  y: '9',
};
export const KEYPAD_FIRST = 57_399;
export const KEYPAD: readonly string[] =
  '0 1 2 3 4 5 6 7 8 9 . / * - + enter = , left right up down pageup pagedown home end insert delete begin'.split(' ');

/** Key names by code point, as used by kitty and `modifyOtherKeys`. */
export const CODE_NAMES: Readonly<Record<number, string>> = {
  8: 'backspace',
  9: 'tab',
  13: 'enter',
  27: 'escape',
  32: 'space',
  127: 'backspace',
};
/** F13 is the first function key that kitty numbers by code point. */
export const F13 = 57_376;
export const F35 = 57_398;

/** Shifted characters of the US layout, for terminals that report only the unshifted key. */
export const SHIFTED: Readonly<Record<string, string>> = {
  '-': '_',
  ',': '<',
  '.': '>',
  '/': '?',
};
