/** `/settings`: lists and filters all settings; Enter takes the next value, or writes the command for it. */
import {PREFERENCES} from '../../client/input/preferenceTable.ts';
import type {State} from '../../client/state/state.ts';
import {clipColumns, columnsOf, fitColumns, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import type {LocalSetting} from '../localSettings.ts';
import {openOverlay, type Overlay, type OverlayFacts, type OverlayKind, type OverlaySize} from '../overlay.ts';
import {firstShown} from '../rows/list.ts';
import {drawField, emptyField, typeInto, type Field} from '../writing/field.ts';
import {indexOfChosen} from './parts/chosenItem.ts';
import {clamp, inRow, Lines, stepOf} from './parts/lines.tsx';

interface Settings {
  /** Settings of this machine. */
  local: readonly LocalSetting[];
  field: Field;
  /** Name of the selected setting, because changing a value may reorder a filtered list. Absent: the first one. */
  chosen?: string | undefined;
  /** Result of the last change. */
  sentence: string;
}

interface Row extends LocalSetting {
  where: 'all devices' | 'this machine';
}

const FIELD_ROWS = 1;
const DETAIL_ROWS = 3;

const rowsOf = (state: State, local: readonly LocalSetting[]): Row[] => [
  ...PREFERENCES.map(({name, meaning, choices, ...row}): Row => ({
    name,
    meaning,
    // A single listed value is only an example, not the complete list.
    choices: choices.length > 1 ? choices : [],
    value: row.show(state.preferences),
    where: 'all devices',
  })),
  ...local.map((setting): Row => ({...setting, where: 'this machine'})),
];

function found({local, field}: Settings, {state}: OverlayFacts): Row[] {
  const words = field.text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rowsOf(state, local).filter(({name, meaning, value, where}) => {
    const text = `${name} ${meaning} ${value} ${where}`.toLowerCase();
    return words.every(word => text.includes(word));
  });
  const isNamed = ({name}: Row) => words.every(word => name.includes(word));
  return [...shown.filter(isNamed), ...shown.filter(row => !isNamed(row))];
}

const nameOf = ({name}: Row): string => name;

const listRows = (rows: number): number => Math.max(1, rows - FIELD_ROWS - DETAIL_ROWS);

const settings: OverlayKind<Settings> = {
  name: 'settings',
  title: () => 'Settings',
  hint: '{escape} close · type to search · ↑↓ · Enter next value',
  wanted: ({local}) => ({columns: 90, rows: PREFERENCES.length + local.length + FIELD_ROWS + DETAIL_ROWS}),
  on(inner, event) {
    if (event.type === 'settingsListed') return {inner: {...inner, local: event.local, sentence: event.sentence}};
    if (event.type === 'failed') return {inner: {...inner, sentence: event.sentence}};
    if (event.type !== 'key') return {inner};
    const {key, facts, size} = event;
    const rows = found(inner, facts);
    const at = indexOfChosen(rows, nameOf, inner.chosen);
    if (['escape', 'ctrl+c'].includes(key.chord)) return {};
    if (key.chord === 'enter') return taken(inner, rows[at]);
    const step = {tab: 1, 'shift+tab': -1}[key.chord] ?? stepOf(key.chord, listRows(size.rows));
    if (step !== undefined) {
      const chosen = rows[clamp(Math.max(0, at) + step, rows.length)]?.name;
      return {inner: {...inner, sentence: '', chosen}};
    }
    const field = typeInto(inner.field, key);
    return {inner: {...inner, field, chosen: field.text === inner.field.text ? inner.chosen : undefined}};
  },
  choose(inner, row, facts, {rows}) {
    const all = found(inner, facts);
    const first = firstShown(all.length, listRows(rows), indexOfChosen(all, nameOf, inner.chosen));
    const at = row < FIELD_ROWS + listRows(rows) ? inRow(row - FIELD_ROWS, first, all.length) : undefined;
    return at === undefined ? undefined : {...inner, chosen: all[at]?.name};
  },
  draw: (inner, facts, size) => <Lines lines={linesOf(inner, facts, size)} size={size} />,
};

/** A setting with few values takes the next one; for any other, Enter writes the command. */
function taken(inner: Settings, row: Row | undefined) {
  if (row === undefined) return {inner};
  const {name, value, choices} = row;
  if (choices.length === 0) return {effects: [{type: 'write' as const, text: `/set ${name} `}]};
  const next = choices[(choices.indexOf(value) + 1) % choices.length] ?? '';
  return {inner: {...inner, chosen: name}, effects: [{type: 'setting' as const, name, value: next}]};
}

function linesOf(inner: Settings, facts: OverlayFacts, {columns, rows}: OverlaySize): string[] {
  const {theme} = facts;
  const shown = found(inner, facts);
  const at = indexOfChosen(shown, nameOf, inner.chosen);
  const input = drawField(inner.field, {
    columns: columns - 2,
    theme,
    isFocused: true,
    placeholder: 'a word of what you look for',
  });
  const head = `${theme.accent('> ')}${input}`;
  if (shown.length === 0) return [head, theme.dim('No setting has these words.')];
  const count = listRows(rows);
  const first = firstShown(shown.length, count, at);
  const nameColumns = Math.min(18, Math.max(...shown.map(({name}) => columnsOf(name))));
  const list = shown.slice(first, first + count).map(({name, value, where}, index) => {
    const room = Math.max(1, columns - nameColumns - 3 - where.length - 2);
    const words = display(value === '' ? '–' : value, 'line');
    const row = ` ${fitColumns(name, nameColumns)}  ${fitColumns(clipColumns(words, room), room)}  ${where}`;
    return first + index === at ? theme.selected(fitColumns(row, columns)) : clipColumns(row, columns);
  });
  const {meaning = '', choices = []} = shown[at] ?? {};
  const about =
    inner.sentence === '' ? `${meaning}${choices.length > 0 ? ` · ${choices.join(', ')}` : ''}` : inner.sentence;
  const detail = wrapColumns(display(about, 'line'), columns).slice(0, DETAIL_ROWS);
  const gap = Array.from({length: Math.max(0, count - list.length)}, () => '');
  return [head, ...list, ...gap, ...detail.map(inner.sentence === '' ? theme.dim : theme.accent)];
}

export const openSettings = (local: readonly LocalSetting[]): Overlay =>
  openOverlay(settings, {local, field: emptyField, sentence: ''});
