/** Asked once, after the first login on a machine: which program's keys are wanted, and how messages are laid out. */
import {
  CHAT_STYLES,
  DEFAULT_CHAT_STYLE,
  STYLE_MEANINGS,
  KEY_PRESETS,
  PRESET_MEANINGS,
} from '../../client/wording/screenChoices.ts';
import {clipColumns, fitColumns, wrapColumns} from '../../shared/text/columns.ts';
import {openOverlay, type Overlay, type OverlayEffect, type OverlayKind, type OverlaySize} from '../overlay.ts';
import {firstShown} from '../rows/list.ts';
import type {Theme} from '../theme.ts';
import {clamp, Lines, stepOf} from './parts/lines.tsx';

interface FirstRunSetup {
  preset: number;
  style: number;
  /** Which of the two questions is being answered. */
  asked: 'preset' | 'style';
}

interface Row {
  /** Absent for a heading, like `at`. */
  question?: FirstRunSetup['asked'];
  at?: number;
  text: string;
}

const NAME_COLUMNS = 13;
const rowFor = (question: FirstRunSetup['asked'], at: number, [name, meaning]: readonly [string, string]): Row => ({
  question,
  at,
  text: `${fitColumns(name, NAME_COLUMNS)}${meaning}`,
});

const ROWS: readonly Row[] = [
  {text: 'Keys as in'},
  ...KEY_PRESETS.map((name, at) => rowFor('preset', at, [name, PRESET_MEANINGS[name]])),
  {text: ''},
  {text: 'Messages'},
  ...CHAT_STYLES.map((name, at) => rowFor('style', at, [name, STYLE_MEANINGS[name]])),
  {text: ''},
  {text: 'Later: /keys preset, /layout, /settings'},
];
const CHOICES = {preset: KEY_PRESETS, style: CHAT_STYLES};

const firstRunSetup: OverlayKind<FirstRunSetup> = {
  name: 'firstRunSetup',
  title: () => 'As you are used to it?',
  hint: ({asked}) => `{escape} skip · ↑↓ choose · ${asked === 'preset' ? 'Enter next' : 'Enter done · Shift+Tab back'}`,
  wanted: () => ({columns: 50, rows: ROWS.length}),
  on(inner, event) {
    if (event.type !== 'key') return {inner};
    const {key, size} = event;
    const {asked} = inner;
    if (['escape', 'ctrl+c'].includes(key.chord)) return {effects: [{type: 'tryStyle', chatStyle: DEFAULT_CHAT_STYLE}]};
    if (key.chord === 'enter' && asked === 'style') return {effects: [keptAs(inner)]};
    if (['enter', 'tab', 'right'].includes(key.chord)) return {inner: {...inner, asked: 'style'}};
    if (['shift+tab', 'left'].includes(key.chord)) return {inner: {...inner, asked: 'preset'}};
    const step = stepOf(key.chord, size.rows);
    if (step !== undefined) return withChoice(inner, clamp(inner[asked] + step, CHOICES[asked].length));
    // Typing closes the questions and goes to the composer.
    return key.text === '' ? {inner} : {effects: [{type: 'typeKey', key}]};
  },
  choose(inner, row, _facts, size) {
    const {question, at} = ROWS[shownRows(inner, size)[row]?.index ?? -1] ?? {};
    return question === undefined ? undefined : {...inner, asked: question, [question]: at ?? 0};
  },
  draw: (inner, {theme}, size) => <Lines lines={linesOf(inner, theme, size)} size={size} />,
};

function withChoice(inner: FirstRunSetup, at: number): {inner: FirstRunSetup; effects?: readonly OverlayEffect[]} {
  const next = {...inner, [inner.asked]: at};
  if (inner.asked === 'preset') return {inner: next};
  return {inner: next, effects: [{type: 'tryStyle', chatStyle: CHAT_STYLES[at] ?? DEFAULT_CHAT_STYLE}]};
}

const keptAs = ({preset, style}: FirstRunSetup): OverlayEffect => ({
  type: 'keepFirstRun',
  preset: KEY_PRESETS[preset] ?? 'default',
  chatStyle: CHAT_STYLES[style] ?? DEFAULT_CHAT_STYLE,
});

const chosenRow = ({asked, ...inner}: FirstRunSetup): number =>
  ROWS.findIndex(({question, at}) => question === asked && at === inner[asked]);

const SIGN_COLUMNS = 3;

interface ShownRow {
  /** Index in the list. */
  index: number;
  text: string;
}

/** One row per choice; a selected one that is too long is wrapped. */
function shownRows(inner: FirstRunSetup, {columns, rows}: OverlaySize): ShownRow[] {
  const chosen = chosenRow(inner);
  const all = ROWS.flatMap(({question, at, text}, index): ShownRow[] => {
    if (question === undefined) return [{index, text}];
    const sign = ` ${inner[question] === at ? '●' : ' '} `;
    const [first = '', ...more] = index === chosen ? wrapColumns(text, columns - SIGN_COLUMNS) : [text];
    return [{index, text: sign + first}, ...more.map(rest => ({index, text: ' '.repeat(SIGN_COLUMNS) + rest}))];
  });
  const first = firstShown(
    all.length,
    rows,
    all.findLastIndex(({index}) => index === chosen),
  );
  return all.slice(first, first + rows);
}

const linesOf = (inner: FirstRunSetup, theme: Theme, size: OverlaySize): string[] =>
  shownRows(inner, size).map(({index, text}) => {
    if (index === chosenRow(inner)) return theme.selected(fitColumns(text, size.columns));
    const row = clipColumns(text, size.columns);
    return ROWS[index]?.question === undefined ? theme.dim(row) : row;
  });

export const openFirstRunSetup = (): Overlay =>
  openOverlay<FirstRunSetup>(firstRunSetup, {preset: 0, style: 0, asked: 'preset'});
