/**
 * `Ctrl+F`: finds what was said; two rows a hit, what was found in them marked; Enter goes to the place, Esc comes back from
 * there.
 */
import type {SearchGoing, SearchPage} from '../../client/actions/search.ts';
import {parseTyped} from '../../client/input/typed/searchTyped.ts';
import {labelOf} from '../../client/state/selectors.ts';
import type {State} from '../../client/state/state.ts';
import {ChatError} from '../../shared/errors.ts';
import {textOf} from '../../shared/entries/entry.ts';
import type {SearchHit} from '../../shared/search/search.ts';
import {clipColumns, columnsOf, fitColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/text.ts';
import {
  openOverlay,
  type Overlay,
  type OverlayEffect,
  type OverlayFacts,
  type OverlayKind,
  type OverlaySize,
} from '../overlay.ts';
import type {Markup} from '../markup/markup.ts';
import {saidLine} from '../markup/saidLine.ts';
import {dayOf, seenText, timeOf} from '../rows/clock.ts';
import {firstShown} from '../rows/list.ts';
import {plainOf, type Paint, type Theme} from '../theme.ts';
import {drawField, fieldOf, typeInto, type Field} from '../writing/field.ts';
import {clamp, inRow, Lines, stepOf} from './lines.tsx';

interface Search {
  field: Field;
  /** What the hits are the answer to. */
  typed?: string;
  hits: readonly SearchHit[];
  next?: SearchGoing | undefined;
  isAsked: boolean;
  isNear: boolean;
  behind: number;
  /** Only what is kept on this machine was looked through. */
  isKeptOnly?: boolean;
  chosen: number;
  problem: string;
  nowMs: number;
}

/** So near to the end the next page is asked for. */
const NEAR = 5;
const ROWS_OF_HIT = 2;
const ROWS_ABOVE = 2;

const search: OverlayKind<Search> = {
  name: 'search',
  title: () => 'Search',
  hint: '{escape} close · Enter search, then go there · ↑↓ · "a phrase" · begin* · from:@name in:#room',
  wanted: (_inner, columnsMax) => ({columns: Math.min(columnsMax, 100), rows: 22}),
  on(inner, event) {
    if (event.type === 'searched') return event.typed === inner.typed ? {inner: withPage(inner, event.page)} : {inner};
    if (event.type === 'failed') return {inner: {...inner, isAsked: false, problem: display(event.sentence, 'line')}};
    if (event.type !== 'key') return {inner};
    const {key, facts, size} = event;
    if (['escape', 'ctrl+c'].includes(key.chord)) return {};
    if (key.chord === 'enter') return inner.field.text === inner.typed ? open(inner) : ask(inner, facts.state);
    const step = {tab: 1, 'shift+tab': -1}[key.chord] ?? stepOf(key.chord, Math.max(1, hitsIn(size)));
    if (step !== undefined) return withMore({...inner, chosen: clamp(inner.chosen + step, inner.hits.length)});
    return {inner: {...inner, field: typeInto(inner.field, key)}};
  },
  choose(inner, row, _facts, size) {
    const {length} = inner.hits;
    const first = firstShown(length, hitsIn(size), inner.chosen);
    const chosen = inRow(Math.floor((row - ROWS_ABOVE) / ROWS_OF_HIT), first, length);
    return chosen === undefined ? undefined : {...inner, field: fieldOf(inner.typed ?? ''), chosen};
  },
  draw: (inner, facts, size) => <Lines lines={linesOf(inner, facts, size)} size={size} />,
};

const hitsIn = ({rows}: OverlaySize): number => Math.max(1, Math.floor((rows - ROWS_ABOVE) / ROWS_OF_HIT));

function ask(inner: Search, state: State): {inner: Search; effects?: OverlayEffect[]} {
  const typed = inner.field.text;
  const empty = {
    ...inner,
    typed,
    hits: [],
    next: undefined,
    chosen: 0,
    isNear: false,
    behind: 0,
    isKeptOnly: false,
    problem: '',
  };
  try {
    const asked = parseTyped(typed, state, inner.nowMs);
    return {inner: {...empty, isAsked: true}, effects: [{type: 'search', typed, asked}]};
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return {inner: {...empty, isAsked: false, problem: display(error.message, 'line')}};
  }
}

function withPage(inner: Search, {hits, next, isNear, behind, isKeptOnly}: SearchPage): Search {
  return {
    ...inner,
    hits: [...inner.hits, ...hits],
    next,
    isNear,
    behind,
    isKeptOnly: isKeptOnly === true,
    isAsked: false,
    problem: '',
  };
}

function withMore(inner: Search): {inner: Search; effects?: OverlayEffect[]} {
  const {hits, chosen, next, typed = '', isAsked} = inner;
  if (chosen < hits.length - NEAR || isAsked || next === undefined) return {inner};
  return {inner: {...inner, isAsked: true}, effects: [{type: 'search', typed, asked: next}]};
}

function open(inner: Search): {inner?: Search; effects?: OverlayEffect[]} {
  const hit = inner.hits[inner.chosen];
  if (hit === undefined) return {inner};
  const place = {roomId: hit.roomId, seq: hit.entry.seq};
  return {effects: [{type: 'goTo', place, reopen: openOverlay(search, inner)}]};
}

function linesOf(inner: Search, facts: OverlayFacts, size: OverlaySize): string[] {
  const {theme} = facts;
  const input = drawField(inner.field, {
    columns: size.columns - 2,
    theme,
    isFocused: true,
    placeholder: 'words, from:@name, in:#room, after:yesterday, has:link',
  });
  const count = hitsIn(size);
  const first = firstShown(inner.hits.length, count, inner.chosen);
  const rows = inner.hits
    .slice(first, first + count)
    .flatMap((hit, index) => rowsOf(hit, first + index === inner.chosen, {inner, facts, size}));
  return [`${theme.accent('> ')}${input}`, newsOf(inner, size, theme), ...rows];
}

/** How many, or why none. */
function newsOf(
  {hits, next, isAsked, isNear, behind, isKeptOnly, problem, typed}: Search,
  {columns}: OverlaySize,
  theme: Theme,
): string {
  if (problem !== '') return theme.bad(clipColumns(problem, columns));
  const here = isKeptOnly === true ? ' · no connection: only what is kept on this machine' : '';
  const later = behind === 0 ? '' : ` · ${behind} messages are not searched yet`;
  if (isAsked && hits.length === 0) return theme.dim('searching…');
  if (typed === undefined) return '';
  const goesOn = next !== undefined;
  if (hits.length === 0) return theme.dim(clipColumns(`Nothing was found.${later}${here}`, columns));
  const found = `${hits.length}${goesOn ? '+' : ''} found${isNear ? ', none of them exactly so' : ''}${later}${here}`;
  return theme.dim(clipColumns(found, columns));
}

interface Drawn {
  inner: Search;
  facts: OverlayFacts;
  size: OverlaySize;
}

function rowsOf(hit: SearchHit, isChosen: boolean, {inner, facts, size: {columns}}: Drawn): string[] {
  const {theme, state} = facts;
  const {entry, roomId} = hit;
  const one = state.roomById[roomId];
  const room = display(one === undefined ? '' : labelOf(one.room), 'line');
  const day = seenText(entry.sentAtMs, dayOf(inner.nowMs));
  const time = day === timeOf(entry.sentAtMs) ? day : `${day} ${timeOf(entry.sentAtMs)}`;
  const by = display(entry.sender, 'line');
  // Clipped before it is painted: what paints takes no columns.
  const left = columns - columnsOf(time) - 2;
  const shownRoom = clipColumns(room, Math.max(8, Math.floor(left / 2)));
  const shownBy = clipColumns(by, Math.max(4, left - columnsOf(shownRoom)));
  const isFile = entry.kind === 'file' && columnsOf(shownRoom) + columnsOf(shownBy) + 8 <= left;
  const head = `${theme.accent(shownRoom)} ${theme.bold(shownBy)} ${theme.dim(`${time}${isFile ? ' a file' : ''}`)}`;
  const text = `  ${markedText(hit, columns - 2, facts)}`;
  if (!isChosen) return [head, text];
  return [head, text].map(row => theme.selected(fitColumns(plainOf(row), columns)));
}

/** Around what was found, on its way through what draws messages: no font has a picture for these two. */
const [FROM, TO] = ['\u{10FFFC}', '\u{10FFFD}'] as const;
const SIGNS = /([\u{10FFFC}\u{10FFFD}])/u;

/** What was found is always on screen, however much stands before it. */
function markedText(hit: SearchHit, columns: number, {theme, markup}: OverlayFacts): string {
  const pieces = piecesOf(hit, markup);
  const found = pieces.findIndex(({isFound}) => isFound);
  const before = pieces.slice(0, Math.max(0, found)).map(({text}) => text);
  const length = columnsOf(before.join(''));
  let left = columns;
  let skipped = length > columns / 2 ? startNear(before.join(''), before.join('').length - Math.floor(columns / 3)) : 0;
  let line = '';
  const add = (text: string, paint: Paint): void => {
    const shown = clipColumns(text, left);
    left -= columnsOf(shown);
    line += paint(shown);
  };
  if (skipped > 0) add('…', plain);
  for (const {text, isFound} of pieces) {
    if (left <= 0) break;
    const shown = text.slice(skipped);
    skipped = Math.max(0, skipped - text.length);
    add(shown, isFound ? theme.mention : plain);
  }
  return line;
}

const plain: Paint = text => text;

interface Piece {
  text: string;
  isFound: boolean;
}

/** The message in one line, safe to show. */
function piecesOf({entry, marks}: SearchHit, markup: Markup | undefined): Piece[] {
  const whole = (entry.kind === 'file' ? entry.name : textOf(entry)).replaceAll(/[\u{10FFFC}\u{10FFFD}]/gu, '  ');
  let marked = '';
  let at = 0;
  for (const mark of marks) {
    if (mark.at < at) continue;
    const end = mark.at + mark.length;
    marked += `${whole.slice(at, mark.at)}${FROM}${whole.slice(mark.at, end)}${TO}`;
    at = end;
  }
  marked += whole.slice(at);
  let isFound = false;
  return saidLine(marked, entry.kind === 'file' ? undefined : markup)
    .split(SIGNS)
    .flatMap(text => {
      if (text !== FROM && text !== TO) return text === '' ? [] : [{text, isFound}];
      isFound = text === FROM;
      return [];
    });
}

/** Behind a space where one is near. */
function startNear(text: string, from: number): number {
  const space = text.slice(from, from + 12).search(/\s/);
  return from + space + 1;
}

/** @param typed searched for at once, unless it asks for no more than a room */
export function openSearch(typed: string, nowMs: number, state: State): Overlay {
  const inner: Search = {
    field: fieldOf(typed),
    hits: [],
    isAsked: false,
    isNear: false,
    behind: 0,
    chosen: 0,
    problem: '',
    nowMs,
  };
  if (typed.trim() === '' || typed.endsWith(' '))
    return openOverlay(search, {...inner, field: spaced(inner.field, typed)});
  const {inner: asked, effects} = ask(inner, state);
  return openOverlay(search, asked, effects);
}

/** Ready for the next word. */
const spaced = (field: Field, typed: string): Field =>
  typed.trim() === '' ? field : typeInto(field, {chord: 'space', text: ' '} as Parameters<typeof typeInto>[1]);
