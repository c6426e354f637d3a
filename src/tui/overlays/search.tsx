/** `Ctrl+F`: searches messages, two rows a hit with matches marked; Enter jumps to one, Esc comes back from there. */
import type {SearchContinuation, SearchPage} from '../../client/actions/search.ts';
import {parseTyped} from '../../client/input/typed/searchTyped.ts';
import {labelOf} from '../../client/state/selectors.ts';
import type {State} from '../../client/state/state.ts';
import {ChatError} from '../../shared/errors.ts';
import type {SearchHit} from '../../shared/search/search.ts';
import {clipColumns, columnsOf, fitColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {
  openOverlay,
  type Elsewhere,
  type Overlay,
  type OverlayEffect,
  type OverlayFacts,
  type OverlayKind,
  type OverlaySize,
} from '../overlay.ts';
import {dayOf, seenText, timeOf} from '../rows/clock.ts';
import {firstShown} from '../rows/list.ts';
import {plainOf, type Theme} from '../theme.ts';
import {drawField, fieldOf, typeInto, type Field} from '../writing/field.ts';
import {markedText} from './parts/foundText.ts';
import {clamp, inRow, Lines, stepOf} from './parts/lines.tsx';
import {
  asking,
  cursorsAfter,
  withAnswered,
  merged,
  NO_SERVERS,
  askableAgain,
  withSilent,
  titleFor,
  type ServerCursor,
  type AnsweredServers,
  type OfServer,
} from './parts/ofServers.ts';

type Hit = SearchHit & OfServer;

interface Search extends AnsweredServers {
  field: Field;
  /** The query that the hits belong to. */
  typed?: string;
  hits: readonly Hit[];
  /** Cursors for more hits of each server; none at the end. */
  cursors: readonly ServerCursor<SearchContinuation>[];
  /** The first page was requested. */
  isAsked: boolean;
  isNear: boolean;
  behind: number;
  /** Only the local history was searched. */
  isKeptOnly?: boolean;
  chosen: number;
  problem: string;
  nowMs: number;
}

/** The next page is requested when the selection is within this many hits of the end. */
const NEAR = 5;
const ROWS_OF_HIT = 2;
const ROWS_ABOVE = 2;

const search: OverlayKind<Search> = {
  name: 'search',
  title: inner => display(titleFor('Search', inner), 'line'),
  hint: '{escape} close · Enter search, then go there · ↑↓ · "a phrase" · begin* · from:@name in:#room',
  wanted: (_inner, columnsMax) => ({columns: Math.min(columnsMax, 100), rows: 22}),
  on(inner, event) {
    if (event.type === 'searched')
      return event.typed === inner.typed ? {inner: withPage(inner, event.page, event.server)} : {inner};
    if (event.type === 'silent')
      return {
        inner: {...inner, ...withSilent(inner, event.server), cursors: askableAgain(inner.cursors, event.server)},
      };
    if (event.type === 'failed') return {inner: failed(inner, event.sentence)};
    if (event.type !== 'key') return {inner};
    const {key, facts, size} = event;
    if (['escape', 'ctrl+c'].includes(key.chord)) return {};
    if (key.chord === 'enter') return isAnswered(inner) ? open(inner) : ask(inner, facts.state);
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

/** A query that failed without any hits is sent again. */
const isAnswered = ({field, typed, hits, problem}: Search): boolean =>
  field.text === typed && (problem === '' || hits.length > 0);

const failed = (inner: Search, sentence: string): Search => ({
  ...inner,
  isAsked: false,
  cursors: askableAgain(inner.cursors, undefined),
  problem: display(sentence, 'line'),
});

function ask(inner: Search, state: State): {inner: Search; effects?: OverlayEffect[]} {
  const typed = inner.field.text;
  const empty = {
    ...inner,
    ...NO_SERVERS,
    typed,
    hits: [],
    cursors: [],
    chosen: 0,
    isNear: false,
    behind: 0,
    isKeptOnly: false,
    problem: '',
  };
  try {
    const asked = parseTyped(typed, state, inner.nowMs);
    return {inner: {...empty, isAsked: true}, effects: [{type: 'search', typed, asked, isFirst: true}]};
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return {inner: {...empty, isAsked: false, problem: display(error.message, 'line')}};
  }
}

/** Adds hits; the selected one stays selected at its new index. */
function withPage(inner: Search, page: SearchPage, server: Elsewhere | undefined): Search {
  const hits = merged(inner.hits, page.hits, server, ({entry}) => entry.sentAtMs);
  const one = inner.hits[inner.chosen];
  const next = {
    ...inner,
    ...withAnswered(inner, server),
    hits,
    chosen: one === undefined ? inner.chosen : hits.indexOf(one),
    cursors: cursorsAfter(inner.cursors, page.next, server),
    isAsked: false,
  };
  if (server !== undefined) return next;
  return {...next, isNear: page.isNear, behind: page.behind, isKeptOnly: page.isKeptOnly === true, problem: ''};
}

function withMore(inner: Search): {inner: Search; effects?: OverlayEffect[]} {
  const {hits, chosen, cursors, typed = ''} = inner;
  if (chosen < hits.length - NEAR) return {inner};
  const asked = asking(cursors);
  const effects = asked.wanted.map(({next, server}): OverlayEffect => ({type: 'search', typed, asked: next, server}));
  return {inner: {...inner, cursors: asked.cursors}, effects};
}

function open(inner: Search): {inner?: Search; effects?: OverlayEffect[]} {
  const hit = inner.hits[inner.chosen];
  if (hit === undefined) return {inner};
  const place = {roomId: hit.roomId, seq: hit.entry.seq};
  // Pending requests are dropped: the reopened overlay requests its pages again.
  const reopened = {...inner, cursors: inner.cursors.map(({next, server}) => ({next, server}))};
  return {effects: [{type: 'goTo', place, reopen: openOverlay(search, reopened), serverId: hit.server?.id}]};
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

/** Number of hits, or why there are none. */
function newsOf(
  {hits, cursors, isAsked, isNear, behind, isKeptOnly, problem, typed}: Search,
  {columns}: OverlaySize,
  theme: Theme,
): string {
  if (problem !== '') return theme.bad(clipColumns(problem, columns));
  const here = isKeptOnly === true ? ' · no connection: only what is kept on this machine' : '';
  const later = behind === 0 ? '' : ` · ${behind} messages are not searched yet`;
  if (isAsked && hits.length === 0) return theme.dim('searching…');
  if (typed === undefined) return '';
  const goesOn = cursors.length > 0;
  if (hits.length === 0) return theme.dim(clipColumns(`Nothing was found.${later}${here}`, columns));
  const found = `${hits.length}${goesOn ? '+' : ''} found${isNear ? ', none of them exactly so' : ''}${later}${here}`;
  return theme.dim(clipColumns(found, columns));
}

interface Drawn {
  inner: Search;
  facts: OverlayFacts;
  size: OverlaySize;
}

function rowsOf(hit: Hit, isChosen: boolean, {inner, facts, size: {columns}}: Drawn): string[] {
  const {theme, state} = facts;
  const {entry, roomId} = hit;
  const {server} = hit;
  const of = server === undefined ? state : facts.elsewhere?.find(({id}) => id === server.id)?.state;
  const one = of?.roomById[roomId];
  const label = one === undefined ? '' : labelOf(one.room);
  const room = display(server === undefined ? label : `${label} · ${server.name}`, 'line');
  const day = seenText(entry.sentAtMs, dayOf(inner.nowMs));
  const time = day === timeOf(entry.sentAtMs) ? day : `${day} ${timeOf(entry.sentAtMs)}`;
  const by = display(entry.sender, 'line');
  // Clipped before it is painted, because style sequences take no columns.
  const left = columns - columnsOf(time) - 2;
  const shownRoom = clipColumns(room, Math.max(8, Math.floor(left / 2)));
  const shownBy = clipColumns(by, Math.max(4, left - columnsOf(shownRoom)));
  const isFile = entry.kind === 'file' && columnsOf(shownRoom) + columnsOf(shownBy) + 8 <= left;
  const head = `${theme.accent(shownRoom)} ${theme.bold(shownBy)} ${theme.dim(`${time}${isFile ? ' a file' : ''}`)}`;
  const text = `  ${markedText(hit, columns - 2, facts)}`;
  if (!isChosen) return [head, text];
  return [head, text].map(row => theme.selected(fitColumns(plainOf(row), columns)));
}

/** @param typed initial query; sent at once, unless it only names a room */
export function openSearch(typed: string, nowMs: number, state: State): Overlay {
  const inner: Search = {
    field: fieldOf(typed),
    ...NO_SERVERS,
    hits: [],
    cursors: [],
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

/** Adds a space for the next word. */
const spaced = (field: Field, typed: string): Field =>
  typed.trim() === '' ? field : typeInto(field, {chord: 'space', text: ' '} as Parameters<typeof typeInto>[1]);
