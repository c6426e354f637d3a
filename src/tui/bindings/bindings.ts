/** Keys in force: the key table, changed by a preset, changed by the person's own bindings; refuses conflicts. */
import {LEADER, parseChord, shownChord, shownChords} from './chord.ts';
import {ACTION_NAMES, KEY_TABLE, TITLES, type ActionName, type KeyPlace, type KeyRow} from './keyTable.ts';
import {PRESETS, type PresetName} from './presets.ts';

/** Chords by action, as they are kept; foreign text. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>;

export interface KeyHelp {
  /** Where it works: a heading of the help, e.g. `Anywhere`. */
  where: string;
  /** As a person reads it: `Ctrl+G, Ctrl+X g`. */
  keys: string;
  help: string;
}

export interface Bindings {
  preset: PresetName;
  rows: readonly KeyRow[];
  /** In this place, or `undefined`; `leader g` for the second of two keys. */
  actOn: (place: KeyPlace, chord: string) => ActionName | undefined;
  /** Whether another key may follow it. */
  begins: (place: KeyPlace, chord: string) => boolean;
  /** What the help and the list after the leader show, in order. */
  help: readonly KeyHelp[];
  /** The keys that go on from this one, with what they do. */
  after: (place: KeyPlace, chord: string) => readonly {keys: string; help: string}[];
  /** The first key of an action as a person reads it; empty where it has none. */
  keyOf: (name: ActionName) => string;
  chordsOf: (name: ActionName) => readonly string[];
  /** As a person reads it. */
  shown: (chord: string) => string;
  /** What is wrong with what this person has bound, a sentence each. */
  problems: readonly string[];
}

/** Keys in these places are all asked for the same key press. */
const GLOBAL: ReadonlySet<KeyPlace> = new Set(['anywhere', 'reading', 'writing']);
const groupOf = (place: KeyPlace): string => (GLOBAL.has(place) ? 'global' : place);
/** Actions that must keep a key, so that nobody is locked in. */
export const NEEDED: ReadonlySet<string> = new Set(['send', 'interrupt', 'escape', 'leader', 'help']);

const leadersOf = (rows: readonly KeyRow[]): readonly string[] => rows.find(({name}) => name === LEADER)?.chords ?? [];
const isTyped = (chord: string): boolean => Array.from(chord).length === 1 || chord === 'space';

/** The key table with the preset applied; a key that the preset gives away is taken from its former action. */
export function presetRows(preset: PresetName): readonly KeyRow[] {
  const {chords: changed, more = []} = PRESETS[preset];
  const all = [...KEY_TABLE, ...more];
  const taken = new Map<string, string>();
  for (const row of all)
    for (const chord of changed[row.name] ?? []) taken.set(`${groupOf(row.where)} ${chord}`, row.name);
  return all.map(row => ({
    ...row,
    chords:
      changed[row.name] ??
      row.chords.filter(chord => (taken.get(`${groupOf(row.where)} ${chord}`) ?? row.name) === row.name),
  }));
}

/** Why an action cannot have this key, as a sentence with foreign text; `undefined` where it can. */
export function refusalOf(rows: readonly KeyRow[], name: string, chord: string): string | undefined {
  const [leader = ''] = leadersOf(rows);
  const mine = rows.filter(row => row.name === name && row.where !== 'normal');
  const shown = shownChord(chord, leader);
  const isGlobal = mine.some(({where}) => GLOBAL.has(where));
  if (isGlobal && isTyped(chord)) return `${shown} is for writing; take one with Ctrl or Alt, or an F key.`;
  const groups = new Set(mine.map(({where}) => groupOf(where)));
  const other = rows.find(row => row.name !== name && groups.has(groupOf(row.where)) && row.chords.includes(chord));
  if (other !== undefined) return `${shown} is taken by ${other.name} (${other.help}). Free it first: /unbind ${shown}`;
  return undefined;
}

/** @returns rows with what this person has bound, as far as it is right, and what is not */
function ownRows(base: readonly KeyRow[], own: OwnKeys): {rows: readonly KeyRow[]; problems: readonly string[]} {
  const problems: string[] = [];
  // First all that are changed let go of what they had: keys may be exchanged.
  const isOwn = (name: string) => Object.hasOwn(own, name);
  /** Letters of a mode stay as they are. */
  const isMine = ({name, where}: KeyRow) => where !== 'normal' && isOwn(name);
  let rows = base.map(row => (isMine(row) ? {...row, chords: []} : row));
  const leaders = isOwn(LEADER) ? (own[LEADER] ?? []) : leadersOf(base);
  for (const [name, chords] of Object.entries(own)) {
    if (!ACTION_NAMES.has(name)) {
      problems.push(`There is no action ${name.slice(0, 40)} in [keys]; F1 lists keys, /bind their names.`);
      continue;
    }
    for (const typed of chords) {
      const chord = parseChord(typed, leaders);
      const refusal =
        chord === undefined ? `${typed.slice(0, 40)} is no key (${name} in [keys]).` : refusalOf(rows, name, chord);
      if (chord === undefined || refusal !== undefined) problems.push(refusal ?? '');
      else rows = rows.map(row => (row.name === name && isMine(row) ? {...row, chords: [...row.chords, chord]} : row));
    }
    if (NEEDED.has(name) && rows.every(row => row.name !== name || row.chords.length === 0)) {
      problems.push(`${name} needs a key; it has those it had at first.`);
      rows = rows.map(row =>
        row.name === name ? {...row, chords: base.find(one => one.name === name)?.chords ?? []} : row,
      );
    }
  }
  return {rows, problems};
}

export function createBindings(preset: PresetName, own: OwnKeys = {}): Bindings {
  const {rows, problems} = ownRows(presetRows(preset), own);
  const leaders = leadersOf(rows);
  const [leader = ''] = leaders;
  const byPlace = new Map<string, ActionName>();
  const beginnings = new Set<string>();
  for (const {where, chords, name} of rows) {
    for (const chord of chords) {
      byPlace.set(`${where} ${chord}`, name);
      if (chord === `${LEADER} ${LEADER}`)
        for (const second of leaders) byPlace.set(`${where} ${LEADER} ${second}`, name);
      const [first, second] = chord.split(' ');
      if (second !== undefined) beginnings.add(`${where} ${first}`);
    }
  }
  return {
    rows,
    preset,
    problems,
    actOn: (place, chord) => byPlace.get(`${place} ${chord}`),
    begins: (place, chord) => beginnings.has(`${place} ${chord}`),
    help: rows
      .filter(({chords}) => chords.length > 0)
      .map(({where, chords, help}) => ({where: TITLES[where], keys: shownChords(chords, leader), help})),
    after: (place, first) =>
      rows
        .filter(({where}) => groupOf(where) === groupOf(place))
        .map(({chords, help}) => ({help, next: chords.filter(chord => chord.startsWith(`${first} `))}))
        .filter(({next}) => next.length > 0)
        .map(({next, help}) => ({
          help,
          keys: shownChords(
            next.map(chord => chord.slice(first.length + 1)),
            leader,
          ),
        })),
    keyOf: name => shownChord(rows.find(row => row.name === name)?.chords[0] ?? '', leader),
    shown: chord => shownChord(chord, leader),
    chordsOf: name => rows.find(row => row.name === name)?.chords ?? [],
  };
}
