/** `Alt+I`: mentions, replies, reactions, offers and invitations of all rooms, newest first; Enter jumps to one. */
import type {InboxPage} from '../../client/actions/messages/reading.ts';
import {textOf} from '../../shared/entries/entry.ts';
import type {InboxItem} from '../../shared/inbox.ts';
import type {InboxReason} from '../../shared/entries/kind.ts';
import {clipColumns, columnsOf, fitColumns, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import type {FollowedThread} from '../../shared/protocol/threads.ts';
import {labelOf} from '../../client/state/selectors.ts';
import type {State} from '../../client/state/state.ts';
import {threadKey, unreadThreads} from '../../client/state/threads.ts';
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
import {saidLine} from '../markup/saidLine.ts';
import {dayOf, seenText} from '../rows/clock.ts';
import {firstShown} from '../rows/list.ts';
import type {Theme} from '../theme.ts';
import {indexOfChosen} from './parts/chosenItem.ts';
import {clamp, inRow, Lines, stepOf} from './parts/lines.tsx';
import {
  asking,
  goingOn,
  heardFrom,
  merged,
  NOBODY_ELSE,
  notCome,
  silentIs,
  titleFor,
  type Going,
  type Heard,
  type OfServer,
} from './parts/ofServers.ts';

type Item = InboxItem & OfServer;

interface Inbox extends Heard {
  items: readonly Item[];
  /** Where the next pages begin; none at the end. */
  going: readonly Going<NonNullable<InboxPage['next']>>[];
  /** The first page is on its way. */
  isAsked: boolean;
  /** Key of the one that was moved to, or that was the first when more came. Absent: the first one. */
  chosen?: string | undefined;
  problem: string;
  today: number;
}

/** More are not looked through in one go. */
const ITEMS_MAX = 5_000;
/** So near to the end the next page is asked for. */
const NEAR = 10;

const SIGNS: Readonly<Record<InboxReason, string>> = {mention: '@', reply: '↩', reaction: '+', offer: '▽', invite: '*'};
const WORDS: Readonly<Partial<Record<InboxReason, string>>> = {
  offer: 'offers a file: ',
  invite: 'invites you; Enter joins',
  reaction: 'reacted: ',
};

/** Threads with something unread, and behind them the items. */
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
      return {inner: {...inner, ...silentIs(inner, event.server), going: notCome(inner.going, event.server)}};
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
  const going = goingOn(inner.going, page.next, server);
  return {...inner, ...heardFrom(inner, server), items, going, isAsked: false, problem: ''};
}

const failed = (inner: Inbox, sentence: string): Inbox => ({
  ...inner,
  isAsked: false,
  going: notCome(inner.going, undefined),
  problem: display(sentence, 'line'),
});

/** @param below so many are listed below the chosen one */
function withMore(inner: Inbox, below: number): {inner: Inbox; effects?: OverlayEffect[]} {
  if (inner.items.length >= ITEMS_MAX) return {inner};
  if (below >= NEAR) return {inner};
  const {going, wanted} = asking(inner.going);
  const effects = wanted.map(({next, server}): OverlayEffect => ({type: 'listInbox', before: next, server}));
  return {inner: {...inner, going}, effects};
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

/** What was reacted to, or edited, not what says so. */
const placeOf = ({entry, seq}: InboxItem): number =>
  entry?.kind === 'reacted' || entry?.kind === 'edited' ? entry.of : seq;

/** Below the list stands what went wrong. */
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

/** What stands in one row of the list. */
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
  const words = `${unread}: ${saidLine(text, markup)}`;
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
  return saidLine(textOf(entry), markup);
}

export const openInbox = (nowMs: number): Overlay =>
  openOverlay(inbox, {...NOBODY_ELSE, items: [], going: [], isAsked: true, problem: '', today: dayOf(nowMs)}, [
    {type: 'listInbox', before: undefined},
  ]);
