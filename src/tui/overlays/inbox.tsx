/** `Alt+I`: mentions, replies, reactions, offers and invitations of all rooms, newest first; Enter jumps to one. */
import type {InboxPage} from '../../client/actions/messages/reading.ts';
import {textOf} from '../../shared/entries/entry.ts';
import type {InboxItem} from '../../shared/inbox.ts';
import type {InboxReason} from '../../shared/entries/entryKind.ts';
import {clipColumns, columnsOf, fitColumns, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import type {FollowedThread} from '../../shared/protocol/threads.ts';
import {labelOf} from '../../client/state/selectors.ts';
import type {State} from '../../client/state/state.ts';
import {threadKey, unreadThreads} from '../../client/state/threads.ts';
import {REASON_WORDS} from '../../client/wording/inboxWords.ts';
import {threadWords} from '../../client/wording/threadWords.ts';
import {
  openOverlay,
  type Elsewhere,
  type Overlay,
  type OverlayEffect,
  type OverlayFacts,
  type OverlayKind,
  type OverlaySize,
} from '../overlay.ts';
import type {Markup} from '../markup/markup.ts';
import {messageLine} from '../markup/messageLine.ts';
import {dayOf, seenText} from '../rows/clock.ts';
import {firstShown} from '../rows/list.ts';
import type {Theme} from '../theme.ts';
import {indexOfChosen} from './parts/chosenItem.ts';
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

type Item = InboxItem & OfServer;

interface Inbox extends AnsweredServers {
  items: readonly Item[];
  /** Cursors of the next page of each server; none at the end. */
  cursors: readonly ServerCursor<NonNullable<InboxPage['next']>>[];
  /** The first page was requested. */
  isAsked: boolean;
  /** Key of the selected item: the one moved to, or the first one when more arrived. Absent: the first one. */
  chosen?: string | undefined;
  problem: string;
  today: number;
}

/** Maximum number of items loaded. */
const ITEMS_MAX = 5_000;
/** The next page is requested when the selection is within this many items of the end. */
const NEAR = 10;

const SIGNS: Readonly<Record<InboxReason, string>> = {mention: '@', reply: '↩', reaction: '+', offer: '▽', invite: '*'};
const WORDS: Readonly<Partial<Record<InboxReason, string>>> = {
  offer: `${REASON_WORDS.offer}: `,
  invite: `${REASON_WORDS.invite}; Enter joins`,
  reaction: `${REASON_WORDS.reaction}: `,
};

/** Unread threads, followed by the inbox items. */
type Listed = FollowedThread | Item;

const listedIn = ({items}: Inbox, state: State): readonly Listed[] => [...unreadThreads(state), ...items];

function keyOf(one: Listed): string {
  if (!('reason' in one)) return `thread ${threadKey(one)}`;
  const {server, reason, roomId, seq, by} = one;
  return [server?.id ?? '', reason, roomId, seq, by].join(' ');
}

const inbox: OverlayKind<Inbox> = {
  name: 'inbox',
  closedBy: 'inbox',
  title: inner => display(titleFor('Inbox', inner), 'line'),
  hint: '{escape} close · Enter go there · ↑↓',
  wanted: ({items}, columnsMax) => ({
    columns: Math.min(columnsMax, 100),
    rows: Math.max(6, Math.min(20, items.length)),
  }),
  on(inner, event) {
    if (event.type === 'inboxListed') return {inner: withPage(inner, event.page, event.server)};
    if (event.type === 'silent')
      return {
        inner: {...inner, ...withSilent(inner, event.server), cursors: askableAgain(inner.cursors, event.server)},
      };
    if (event.type === 'failed') return {inner: failed(inner, event.sentence)};
    if (event.type !== 'key') return {inner};
    const {key, size, facts} = event;
    const listed = listedIn(inner, facts.state);
    const at = indexOfChosen(listed, keyOf, inner.chosen);
    if (['escape', 'ctrl+c'].includes(key.chord)) return {};
    if (key.chord === 'enter') return open(inner, listed[at]);
    const step = {tab: 1, 'shift+tab': -1, j: 1, k: -1}[key.chord] ?? stepOf(key.chord, size.rows);
    const to = step === undefined ? -1 : clamp(Math.max(0, at) + step, listed.length);
    const one = listed[to];
    if (one === undefined) return {inner};
    return withMore({...inner, chosen: keyOf(one)}, listed.length - to - 1);
  },
  choose(inner, row, {state}, size) {
    const listed = listedIn(inner, state);
    const first = firstShown(listed.length, rowsOfList(inner, size), indexOfChosen(listed, keyOf, inner.chosen));
    const one = listed[inRow(row, first, listed.length) ?? -1];
    return one === undefined ? undefined : {...inner, chosen: keyOf(one)};
  },
  draw: (inner, facts, size) => <Lines lines={linesOf(inner, facts, size)} size={size} />,
};

function withPage(inner: Inbox, page: InboxPage, server: Elsewhere | undefined): Inbox {
  const items = merged(inner.items, page.items, server, ({atMs}) => atMs);
  const cursors = cursorsAfter(inner.cursors, page.next, server);
  return {...inner, ...withAnswered(inner, server), items, cursors, isAsked: false, problem: ''};
}

const failed = (inner: Inbox, sentence: string): Inbox => ({
  ...inner,
  isAsked: false,
  cursors: askableAgain(inner.cursors, undefined),
  problem: display(sentence, 'line'),
});

/** @param below number of items below the selected one */
function withMore(inner: Inbox, below: number): {inner: Inbox; effects?: OverlayEffect[]} {
  if (inner.items.length >= ITEMS_MAX) return {inner};
  if (below >= NEAR) return {inner};
  const {cursors, wanted} = asking(inner.cursors);
  const effects = wanted.map(({next, server}): OverlayEffect => ({type: 'listInbox', before: next, server}));
  return {inner: {...inner, cursors}, effects};
}

function open(inner: Inbox, item: Listed | undefined): {inner?: Inbox; effects?: OverlayEffect[]} {
  if (item === undefined) return {inner};
  if (!('reason' in item)) {
    const {roomId, seq} = item;
    return {effects: [{type: 'openThread', place: {roomId, seq}}]};
  }
  const serverId = item.server?.id;
  if (item.reason === 'invite')
    return {
      effects: [
        serverId === undefined ? {type: 'joinRoom', name: item.room.slice(1)} : {type: 'enterElsewhere', serverId},
      ],
    };
  return {effects: [{type: 'goTo', place: {roomId: item.roomId, seq: placeOf(item)}, serverId}]};
}

/** Seq to jump to: for a reaction or edit, the message that it is about. */
const placeOf = ({entry, seq}: InboxItem): number =>
  entry?.kind === 'reacted' || entry?.kind === 'edited' ? entry.of : seq;

/** One row below the list is used by an error. */
const rowsOfList = ({problem}: Inbox, {rows}: OverlaySize): number => (problem === '' ? rows : Math.max(1, rows - 1));

function linesOf(inner: Inbox, {state, theme, markup}: OverlayFacts, size: OverlaySize): string[] {
  const {isAsked, problem} = inner;
  const listed = listedIn(inner, state);
  const problems = problem === '' ? [] : [theme.bad(clipColumns(problem, size.columns))];
  if (listed.length === 0) {
    if (problem !== '') return problems;
    const words = isAsked ? 'loading…' : 'Nothing yet: mentions of you will be here.';
    return wrapColumns(words, size.columns).map(theme.dim);
  }
  const chosen = indexOfChosen(listed, keyOf, inner.chosen);
  const rows = rowsOfList(inner, size);
  const first = firstShown(listed.length, rows, chosen);
  const shown = listed
    .slice(first, first + rows)
    .map(one => ('reason' in one ? rowOfItem(one, markup) : rowOfThread(one, state, markup)));
  const times = shown.map(({atMs}) => seenText(atMs, inner.today));
  const timeColumns = size.columns >= 60 ? Math.max(...times.map(columnsOf)) : 0;
  const lines = shown.map((item, index) => {
    const time = timeColumns === 0 ? '' : fitColumns(times[index] ?? '', timeColumns);
    return rowOf(item, {isChosen: first + index === chosen, time}, size.columns, theme);
  });
  return [...lines, ...problems];
}

/** Cells of one row of the list. */
interface Row {
  sign: string;
  room: string;
  by: string;
  atMs: number;
  isRead: boolean;
  words: string;
}

const rowOfItem = (item: Item, markup: Markup | undefined): Row => ({
  sign: SIGNS[item.reason],
  room: item.server === undefined ? item.room : `${item.room} · ${item.server.name}`,
  by: item.by,
  atMs: item.atMs,
  isRead: item.isRead,
  words: `${WORDS[item.reason] ?? ''}${wordsOf(item, markup)}`,
});

function rowOfThread(thread: FollowedThread, state: State, markup: Markup | undefined): Row {
  const {unread, text} = threadWords(state, thread);
  const {roomId, sender: by, lastAtMs: atMs} = thread;
  const room = state.roomById[roomId]?.room;
  const words = `${unread}: ${messageLine(text, markup)}`;
  return {sign: '⤷', room: room === undefined ? '' : labelOf(room), by, atMs, isRead: false, words};
}

function rowOf(item: Row, {isChosen, time}: {isChosen: boolean; time: string}, columns: number, theme: Theme): string {
  const isWide = columns >= 60;
  const sign = `${item.isRead ? ' ' : '•'}${item.sign} `;
  const room = fitColumns(display(item.room, 'line'), isWide ? (item.room.includes(' · ') ? 22 : 14) : 9);
  const by = fitColumns(display(item.by, 'line'), isWide ? 11 : 8);
  const head = `${sign}${room} ${by} ${time}${isWide ? ' ' : ''}`;
  const text = fitColumns(
    item.words,
    Math.max(4, columns - 5 - room.length - by.length - time.length - (isWide ? 1 : 0)),
  );
  if (isChosen) return theme.selected(fitColumns(`${head}${text}`, columns));
  const paint = item.isRead ? theme.dim : theme.bold;
  const painted = `${theme.mention(sign)}${theme.accent(room)} ${paint(by)} ${theme.dim(time)}${isWide ? ' ' : ''}`;
  return `${painted}${item.isRead ? theme.dim(text) : text}`;
}

function wordsOf({entry}: InboxItem, markup: Markup | undefined): string {
  if (entry === undefined) return '';
  if (entry.kind === 'gone') return 'deleted';
  if (entry.kind === 'file' || entry.kind === 'reacted')
    return display(entry.kind === 'file' ? entry.name : entry.emoji, 'line');
  return messageLine(textOf(entry), markup);
}

export const openInbox = (nowMs: number): Overlay =>
  openOverlay(inbox, {...NO_SERVERS, items: [], cursors: [], isAsked: true, problem: '', today: dayOf(nowMs)}, [
    {type: 'listInbox', before: undefined},
  ]);
