/** F1: keys and commands, those for the current place first, filtered by what is typed. */
import {clipColumns, columnsOf, fitColumns, wrapColumns} from '../../shared/text/columns.ts';
import {openOverlay, type Overlay, type OverlayFacts, type OverlayKind, type OverlaySize} from '../overlay.ts';
import {firstShown} from '../rows/list.ts';
import {drawField, emptyField, typeInto, type Field} from '../writing/field.ts';
import {clamp, inRow, Lines, stepOf} from './parts/lines.tsx';

/** Keys and commands for the place where the help was opened. */
export interface HelpHere {
  /** A heading of the key table. */
  where: string;
  /** Names of commands. */
  commands: readonly string[];
}

interface Help {
  here: HelpHere | undefined;
  field: Field;
  chosen: number;
}

interface Line {
  left: string;
  /** Explanation; absent for a heading. */
  right?: string;
  /** Command that Enter writes into the composer. */
  command?: string;
}

const GAP = 2;
const FIELD_ROWS = 1;
/** Rows below the list with the whole text of the selected line; up to a few rows. */
function detailOf(line: Line | undefined, {columns, rows}: OverlaySize): string[] {
  const wrapped = wrapColumns(`${line?.left ?? ''}  ${line?.right ?? ''}`, columns);
  const usual = columns < COLUMNS_FOR_TWO ? 4 : 2;
  const room = Math.max(1, rows - FIELD_ROWS - 1);
  return [...wrapped, ...Array.from({length: Math.max(0, usual - wrapped.length)}, () => '')].slice(0, room);
}
/** A page step is shortened by this many rows, as headings on a page cannot be selected; so no row is skipped. */
const HEADINGS = 4;
/** Minimum width for a column with explanations. */
const COLUMNS_FOR_TWO = 56;
const COMMANDS = 'Commands';

function sections({keys, commands}: OverlayFacts, here: HelpHere | undefined): (readonly [string, readonly Line[]])[] {
  const places = [...new Set(keys.map(row => row.where))].map(
    where => [where, keys.filter(row => row.where === where).map(row => ({left: row.keys, right: row.help}))] as const,
  );
  const lines = commands.map(({name, usage, summary}) => ({
    left: `/${name} ${usage}`.trimEnd(),
    right: summary,
    command: name,
  }));
  const isHere = ({command}: Line) => command !== undefined && here?.commands.includes(command) === true;
  const ofHere = places.filter(([where]) => where === here?.where);
  const commandsHere = lines.filter(isHere);
  return [
    ...(commandsHere.length > 0 ? [['Commands of here', commandsHere] as const] : []),
    ...ofHere,
    ...places.filter(([where]) => where !== here?.where),
    [COMMANDS, lines.filter(line => !isHere(line))],
  ];
}

/** Lines that contain all words in any order; without words, all lines. */
function found({here, field}: Help, facts: OverlayFacts): Line[] {
  const words = field.text.toLowerCase().split(/\s+/).filter(Boolean);
  const isFound = ({left, right = ''}: Line) => {
    const text = `${left} ${right}`.toLowerCase();
    return words.every(word => text.includes(word));
  };
  return sections(facts, here).flatMap(([title, lines]) => {
    const shown = lines.filter(isFound);
    return shown.length === 0 ? [] : [{left: title}, ...shown];
  });
}

/** Indexes of the lines that can be selected: all except headings. */
const choosable = (lines: readonly Line[]): number[] =>
  lines.flatMap(({right}, at) => (right === undefined ? [] : [at]));

/** @param chosen the selected line, whose whole text needs rows below the list */
const listRows = (size: OverlaySize, chosen: Line | undefined): number =>
  Math.max(1, size.rows - FIELD_ROWS - detailOf(chosen, size).length);

const firstOf = (lines: readonly Line[], at: number, size: OverlaySize): number =>
  at <= 1 ? 0 : firstShown(lines.length, listRows(size, lines[at]), at);

const help: OverlayKind<Help> = {
  name: 'help',
  closedBy: 'help',
  title: () => 'Help',
  hint: '{escape} close · type to filter · ↑↓ · Enter writes a command',
  wanted: () => ({columns: 110, rows: 200}),
  on(inner, event) {
    if (event.type !== 'key') return {inner};
    const {key, facts, size} = event;
    const lines = found(inner, facts);
    const places = choosable(lines);
    const chosen = clamp(inner.chosen, places.length);
    if (['escape', 'ctrl+c'].includes(key.chord)) return {};
    if (key.chord === 'enter') {
      const {command} = lines[places[chosen] ?? -1] ?? {};
      return command === undefined ? {} : {effects: [{type: 'write', text: `/${command} `}]};
    }
    const step =
      {tab: 1, 'shift+tab': -1}[key.chord] ??
      stepOf(key.chord, Math.max(2, listRows(size, lines[places[chosen] ?? -1]) - HEADINGS));
    if (step !== undefined) return {inner: {...inner, chosen: clamp(chosen + step, places.length)}};
    const field = typeInto(inner.field, key);
    return {inner: {...inner, field, chosen: field.text === inner.field.text ? chosen : 0}};
  },
  choose(inner, row, facts, size) {
    const lines = found(inner, facts);
    const places = choosable(lines);
    const before = places[clamp(inner.chosen, places.length)] ?? 0;
    const first = firstOf(lines, before, size);
    const at =
      row < FIELD_ROWS + listRows(size, lines[before]) ? inRow(row - FIELD_ROWS, first, lines.length) : undefined;
    const chosen = at === undefined ? -1 : places.indexOf(at);
    return chosen === -1 || lines[at ?? -1]?.command === undefined ? undefined : {...inner, chosen};
  },
  draw: (inner, facts, size) => <Lines lines={rowsOf(inner, facts, size)} size={size} />,
};

function rowsOf(inner: Help, facts: OverlayFacts, size: OverlaySize): string[] {
  const {columns} = size;
  const {theme} = facts;
  const lines = found(inner, facts);
  const places = choosable(lines);
  const at = places[clamp(inner.chosen, places.length)] ?? -1;
  const input = drawField(inner.field, {
    columns: columns - 2,
    theme,
    isFocused: true,
    placeholder: 'a key, a word, a command',
  });
  const head = `${theme.accent('> ')}${input}`;
  if (lines.length === 0) return [head, theme.dim('Nothing has these words.')];
  const count = listRows(size, lines[at]);
  const first = firstOf(lines, at, size);
  const widest = Math.max(...lines.map(({left, right}) => (right === undefined ? 0 : columnsOf(left))));
  const left = columns < COLUMNS_FOR_TWO ? columns - 1 : Math.min(widest, Math.floor(columns * 0.4));
  const list = lines.slice(first, first + count).map((line, index) => {
    if (line.right === undefined) return theme.accent(clipColumns(line.left, columns));
    // Names are never clipped; explanations are, as the selected one is shown in full below.
    const whole = Math.min(columns - 1, Math.max(left, columnsOf(line.left)));
    const room = columns - whole - GAP - 1;
    const words = room < 8 ? '' : `${' '.repeat(GAP)}${clipColumns(line.right, room)}`;
    const row = ` ${fitColumns(line.left, whole)}${words}`;
    return first + index === at ? theme.selected(fitColumns(row, columns)) : row;
  });
  const gap = Array.from({length: Math.max(0, count - list.length)}, () => '');
  return [head, ...list, ...gap, ...detailOf(lines[at], size).map(theme.dim)];
}

export const openHelp = (here?: HelpHere): Overlay => openOverlay(help, {here, field: emptyField, chosen: 0});
