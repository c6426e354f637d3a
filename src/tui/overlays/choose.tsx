/** A numbered list to choose one from, by number or with arrows and Enter. */
import type {Choice} from '../../client/input/command.ts';
import {clipColumns, columnsOf, fitColumns} from '../../shared/text/columns.ts';
import {tableOf} from '../../shared/text/table.ts';
import {display} from '../../shared/text/safeText.ts';
import {openOverlay, type Overlay, type OverlayFacts, type OverlayKind, type OverlaySize} from '../overlay.ts';
import type {Markup} from '../markup/markup.ts';
import {messageLine} from '../markup/messageLine.ts';
import {firstShown} from '../rows/list.ts';
import {clamp, inRow, Lines, stepOf} from './parts/lines.tsx';

interface Choose {
  title: string;
  choices: readonly Choice[];
  chosen: number;
  /** Digits typed so far, if the number could be longer. */
  digits: string;
}

const numberColumns = (choices: readonly Choice[]): number =>
  Math.max(...choices.map(({number}) => String(number).length));

const choose: OverlayKind<Choose> = {
  name: 'choose',
  title: ({title}) => title,
  hint: '{escape} close · number, or ↑↓ and Enter',
  wanted({choices}, columnsMax) {
    const widest = Math.max(20, ...tableOf(choices.map(choice => cellsOf(choice, undefined))).map(columnsOf));
    return {columns: Math.min(columnsMax, widest + numberColumns(choices) + 4), rows: choices.length};
  },
  on(inner, event) {
    if (event.type !== 'key') return {inner};
    const {key, size} = event;
    const {choices, chosen} = inner;
    if (['escape', 'ctrl+c'].includes(key.chord)) return {};
    if (key.chord === 'enter') return take(choices[chosen]);
    const step = {tab: 1, 'shift+tab': -1}[key.chord] ?? stepOf(key.chord, size.rows);
    if (step !== undefined) return {inner: {...inner, digits: '', chosen: clamp(chosen + step, choices.length)}};
    if (/^\d$/.test(key.text)) return onDigit(inner, key.text);
    // Typing closes the list and goes to the composer.
    return key.text === '' || key.chord === 'space' ? {inner} : {effects: [{type: 'typeKey', key}]};
  },
  choose(inner, row, _facts, {rows}) {
    const {choices} = inner;
    const chosen = inRow(row, firstShown(choices.length, rows, inner.chosen), choices.length);
    return chosen === undefined ? undefined : {...inner, chosen};
  },
  draw: (inner, facts, size) => <Lines lines={linesOf(inner, facts, size)} size={size} />,
};

const kept = new WeakMap<Choice, {markup: Markup | undefined; cells: readonly string[]}>();

/** Cells of a row; a sentence is a single cell. */
function cellsOf(choice: Choice, markup: Markup | undefined): readonly string[] {
  const known = kept.get(choice);
  if (known !== undefined && known.markup === markup) return known.cells;
  const {row, said} = choice;
  const more = said === undefined ? [] : [messageLine(said, markup)];
  const cells = typeof row === 'string' ? [[row, ...more].join(' ')] : [...row, ...more];
  kept.set(choice, {markup, cells});
  return cells;
}

const take = (choice: Choice | undefined) =>
  choice === undefined ? {} : {effects: [{type: 'choose' as const, choice}]};

/** Takes a number at once if no longer one starts with it; otherwise Enter ends it. */
function onDigit(inner: Choose, digit: string): {inner?: Choose; effects?: [{type: 'choose'; choice: Choice}]} {
  const {choices} = inner;
  for (const digits of [inner.digits + digit, digit]) {
    const isBegun = ({number}: Choice) => String(number).startsWith(digits);
    const first = choices.findIndex(isBegun);
    const [only, other] = choices.filter(isBegun);
    if (only === undefined) continue;
    if (other === undefined && String(only.number) === digits) return {effects: [{type: 'choose', choice: only}]};
    const exact = choices.findIndex(({number}) => String(number) === digits);
    return {inner: {...inner, digits, chosen: exact === -1 ? first : exact}};
  }
  return {inner: {...inner, digits: ''}};
}

function linesOf({choices, chosen}: Choose, {theme, markup}: OverlayFacts, {columns, rows}: OverlaySize): string[] {
  const width = numberColumns(choices);
  const room = columns - width - 4;
  const first = firstShown(choices.length, rows, chosen);
  const texts = tableOf(
    choices.map(choice => cellsOf(choice, markup)),
    room,
  ).slice(first, first + rows);
  return choices.slice(first, first + rows).map(({number}, index) => {
    const count = String(number).padStart(width);
    const text = clipColumns(texts[index] ?? '', room);
    if (first + index === chosen) return theme.selected(fitColumns(` ${count}  ${text}`, columns));
    return ` ${theme.accent(count)}  ${text}`;
  });
}

/** @param choices at least one; untrusted parts have not passed `display()` */
export function openChoose(title: string, choices: readonly Choice[]): Overlay {
  return openOverlay(choose, {title: display(title, 'line'), choices, chosen: 0, digits: ''});
}
