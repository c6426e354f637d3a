/** Keys in force: the key table, changed by a preset, changed by the person's own bindings; refuses conflicts. */
import {LEADER, parseChord, shownChord, shownChords} from './chord.ts';
import {ACTION_NAMES, KEY_TABLE, TITLES, type ActionName, type KeyPlace, type KeyRow} from './keyTable.ts';
import {PRESETS, type PresetName} from './presets.ts';

/** Chords by action, as stored in the settings; untrusted text. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>;

export interface KeyHelp {
  /** Where the keys work: a heading of the help, e.g. `Anywhere`. */
  where: string;
  /** Key names for display: `Ctrl+G, Ctrl+X g`. */
  keys: string;
  help: string;
}

export interface Bindings {
  preset: PresetName;
  rows: readonly KeyRow[];
  /** Action of a chord in this place; `leader g` is the second of two keys. `undefined` if the chord is free. */
  actOn: (place: KeyPlace, chord: string) => ActionName | undefined;
  /** Whether this chord is the first of a two-key chord. */
  begins: (place: KeyPlace, chord: string) => boolean;
  /** Rows of the help and of the list shown after the leader key, in order. */
  help: readonly KeyHelp[];
  /** The keys that can follow this first key, with what they do. */
  after: (place: KeyPlace, chord: string) => readonly {keys: string; help: string}[];
  /** Display name of the first key of an action; empty if the action has none. */
  keyOf: (name: ActionName) => string;
  chordsOf: (name: ActionName) => readonly string[];
  /** Display name of a chord. */
  shown: (chord: string) => string;
  /** Errors in the user's own bindings, one sentence each. */
  problems: readonly string[];
}

/** A key press is looked up in all of these places, so a chord must be unique across them. */
const GLOBAL: ReadonlySet<KeyPlace> = new Set(['anywhere', 'reading', 'writing']);
const groupOf = (place: KeyPlace): string => (GLOBAL.has(place) ? 'global' : place);
/** Actions that must keep a key; without them, a user could get stuck. */
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

/** @returns the rows with the user's valid bindings applied, and one sentence for each invalid one */
function ownRows(base: readonly KeyRow[], own: OwnKeys): {rows: readonly KeyRow[]; problems: readonly string[]} {
  const problems: string[] = [];
  // All rebound actions give up their default keys first, so that two actions can swap keys.
  const isOwn = (name: string) => Object.hasOwn(own, name);
  /** Keys of the normal mode are not changed by the user's bindings. */
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
