/** Parses and formats key chords as people write them: `Ctrl+G`, `Alt+Shift+Up`, `F5`, `Ctrl+X g`. */

/** Separates the two keys of a two-key chord. The first one is the key of the action `leader`, or one of a mode. */
const THEN = ' ';
export const LEADER = 'leader';

const NAMES: Readonly<Record<string, string>> = {
  enter: 'Enter',
  tab: 'Tab',
  escape: 'Esc',
  backspace: 'Backspace',
  delete: 'Delete',
  insert: 'Insert',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  space: 'Space',
  wheelup: 'Wheel up',
  wheeldown: 'Wheel down',
};
const OTHER_NAMES: Readonly<Record<string, string>> = {
  esc: 'escape',
  return: 'enter',
  del: 'delete',
  pgup: 'pageup',
  pgdn: 'pagedown',
  pgdown: 'pagedown',
};
/** Chords that most terminals send as another key. */
const ARRIVES_AS: Readonly<Record<string, string>> = {
  'ctrl+i': 'tab',
  'ctrl+m': 'enter',
  'ctrl+[': 'escape',
  'ctrl+?': 'backspace',
};

const MODIFIERS = /^(?:(?:c|ctrl|control)[+-]|\^)|^(?:m|a|alt|meta)[+-]|^(?:s|shift)[+-]/i;

/** Parses a single key; `undefined` if it is invalid. */
function parseOne(typed: string): string | undefined {
  let rest = typed;
  const has = {ctrl: false, alt: false, shift: false};
  for (
    let found = MODIFIERS.exec(rest);
    found !== null && rest.length > found[0].length;
    found = MODIFIERS.exec(rest)
  ) {
    const first = found[0].charAt(0).toLowerCase();
    if (first === 'c' || first === '^') has.ctrl = true;
    else if (first === 's') has.shift = true;
    else has.alt = true;
    rest = rest.slice(found[0].length);
  }
  const isCharacter = Array.from(rest).length === 1 && /[^\p{C}\p{Z}]/u.test(rest);
  const named = rest.toLowerCase();
  const name = isCharacter
    ? rest
    : Object.hasOwn(OTHER_NAMES, named)
      ? OTHER_NAMES[named]
      : Object.hasOwn(NAMES, named) || /^f(?:[1-9]|1\d|2[0-4])$/.test(named)
        ? named
        : undefined;
  if (name === undefined) return undefined;
  // `Ctrl+G` means the lower-case letter: for Ctrl, terminals do not report Shift.
  const isLarge = has.shift && !has.ctrl;
  const hasModifier = has.ctrl || has.alt || has.shift;
  const bare = isCharacter && hasModifier ? (isLarge ? name.toUpperCase() : name.toLowerCase()) : name;
  const chord = `${has.ctrl ? 'ctrl+' : ''}${has.alt ? 'alt+' : ''}${has.shift && !isCharacter ? 'shift+' : ''}${bare}`;
  return ARRIVES_AS[chord] ?? chord;
}

/**
 * Parses a typed key, or two keys of which the first is a leader; `undefined` if invalid. @param leaders keys of the action
 * `leader`
 */
export function parseChord(typed: string, leaders: readonly string[]): string | undefined {
  const parts = typed.trim().slice(0, 100).split(/\s+/);
  const [first, second] = parts.map(parseOne);
  if (first === undefined || parts.length > 2) return undefined;
  if (parts.length === 1) return first;
  return second !== undefined && leaders.includes(first)
    ? `${LEADER}${THEN}${leaders.includes(second) ? LEADER : second}`
    : undefined;
}

function shownOne(chord: string): string {
  const plus = /^(?:(?:ctrl|alt|shift)\+(?=.))*/.exec(chord)?.[0] ?? '';
  const key = chord.slice(plus.length);
  const modifiers = plus.replaceAll(/\b[a-z]/g, letter => letter.toUpperCase());
  const name = NAMES[key] ?? (/^f\d+$/.test(key) ? key.toUpperCase() : undefined);
  if (name !== undefined) return modifiers + name;
  if (modifiers === '') return key;
  // An upper-case letter with Alt was typed with Shift.
  const isShifted = key !== key.toLowerCase() && key.length === 1;
  return `${modifiers}${isShifted ? 'Shift+' : ''}${key.toUpperCase()}`;
}

/** Formats a chord for people. @param leader the key of the action `leader` */
export function shownChord(chord: string, leader: string): string {
  return chord
    .split(THEN)
    .map(part => shownOne(part === LEADER ? leader : part))
    .join(THEN);
}

const OTHER_DIGITS = ['2', '3', '4', '5', '6', '7', '8', '9'];
/** Key names that old terminals send in place of another key; not displayed. */
const SECOND_NAMES: ReadonlySet<string> = new Set([
  'f18',
  'shift+backspace',
  'ctrl+backspace',
  'ctrl+delete',
  'alt+delete',
]);

/** Formats the keys of one action for display; the nine digit keys become one entry. */
export function shownChords(chords: readonly string[], leader: string): string {
  const shown: string[] = [];
  const wanted = chords.filter((chord, at) => at === 0 || !SECOND_NAMES.has(chord));
  for (const chord of wanted) {
    const start = chord.slice(0, -1);
    const isRange = chord.endsWith('1') && OTHER_DIGITS.every(digit => chords.includes(start + digit));
    if (isRange) shown.push(`${shownChord(chord, leader)}…9`);
    else if (!(/[2-9]$/.test(chord) && !/f\d+$/.test(chord) && chords.includes(`${start}1`)))
      shown.push(shownChord(chord, leader));
  }
  return shown.join(', ');
}
