/** `/theme`: lists themes and previews the selected one; Enter keeps it, Esc restores the previous one. */
import {THEME_NAMES, type ThemeName} from '../../client/wording/screenChoices.ts';
import {clipColumns, fitColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {openOverlay, type Overlay, type OverlayFacts, type OverlayKind, type OverlaySize} from '../overlay.ts';
import {firstShown} from '../rows/list.ts';
import type {Theme} from '../theme.ts';
import {clamp, inRow, Lines, stepOf} from './parts/lines.tsx';

interface Themes {
  names: readonly string[];
  chosen: number;
  /** Theme in effect when the list was opened. */
  before: string;
}

const MEANINGS: Readonly<Record<ThemeName, string>> = {
  auto: 'as the terminal’s background',
  dark: 'for a dark background',
  light: 'for a light background',
  'high-contrast': 'strong colours, 7 : 1',
  mono: 'no colours',
};
const COLUMNS = 46;
/** Rows of the sample. */
const SAMPLE_ROWS = 2;

const themes: OverlayKind<Themes> = {
  name: 'themes',
  title: () => 'Theme',
  hint: '{escape} back · ↑↓ try · Enter keep',
  wanted: ({names}) => ({columns: COLUMNS, rows: names.length + SAMPLE_ROWS}),
  on(inner, event) {
    if (event.type !== 'key') return {inner};
    const {names, chosen, before} = inner;
    const {chord} = event.key;
    if (['escape', 'ctrl+c'].includes(chord)) return {effects: [{type: 'theme', name: before, isKept: false}]};
    if (chord === 'enter') return {effects: [{type: 'theme', name: names[chosen] ?? before, isKept: true}]};
    const step = {tab: 1, 'shift+tab': -1}[chord] ?? stepOf(chord, event.size.rows - SAMPLE_ROWS);
    if (step === undefined) return {inner};
    const next = clamp(chosen + step, names.length);
    return {inner: {...inner, chosen: next}, effects: [{type: 'theme', name: names[next] ?? before, isKept: false}]};
  },
  choose(inner, row, _facts, {rows}) {
    const {names} = inner;
    const listRows = Math.max(1, rows - SAMPLE_ROWS);
    const chosen =
      row >= listRows ? undefined : inRow(row, firstShown(names.length, listRows, inner.chosen), names.length);
    return chosen === undefined ? undefined : {...inner, chosen};
  },
  draw: (inner, {theme}: OverlayFacts, size) => <Lines lines={linesOf(inner, theme, size)} size={size} />,
};

function linesOf({names, chosen}: Themes, theme: Theme, {columns, rows}: OverlaySize): string[] {
  const listRows = Math.max(1, rows - SAMPLE_ROWS);
  const first = firstShown(names.length, listRows, chosen);
  const list = names.slice(first, first + listRows).map((name, index) => {
    const meaning = first + index < THEME_NAMES.length ? MEANINGS[name as ThemeName] : 'your own';
    const row = ` ${fitColumns(display(name, 'line'), 15)} ${meaning}`;
    return first + index === chosen ? theme.selected(fitColumns(row, columns)) : clipColumns(row, columns);
  });
  return rows <= SAMPLE_ROWS ? list : [...list, '', sampleOf(theme)];
}

const sampleOf = (theme: Theme): string =>
  [
    theme.dim('12:00'),
    theme.nick('ada')('ada'),
    theme.mention('@you'),
    theme.accent('#room'),
    theme.good('✓ ●'),
    theme.warning('◐'),
    theme.bad('✗'),
    (theme.syntax?.code ?? theme.bold)('code'),
  ].join(' ');

/** @param names file names without extension, which have not passed `display()` */
export const openThemes = (names: readonly string[], before: string): Overlay =>
  openOverlay(themes, {names, before, chosen: Math.max(0, names.indexOf(before))});
