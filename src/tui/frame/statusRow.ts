/** Draws the status line: connection, account, unread elsewhere, and at the right the current notice or hint. */
import type {Notice, State, Transfer} from '../../client/state/state.ts';
import {failedCount, sumOf, unreadOf, unreadTotals, currentRoom} from '../../client/state/selectors.ts';
import {isMuted} from '../../client/state/notifyLevel.ts';
import {isTypingAt} from '../../client/state/reducers/typing.ts';
import {unreadThreads} from '../../client/state/threads.ts';
import {unreadWords} from '../rows/unread.ts';
import {kindOf, sentenceOf} from '../../shared/errors.ts';
import {clipColumns, columnsOf} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {noticePaint} from '../rows/notice.ts';
import type {Bindings} from '../bindings/bindings.ts';
import {PASTE_OVERDUE} from '../terminal/input/keyboard.ts';
import type {ServerView} from '../servers/servers.ts';
import type {Theme} from '../theme.ts';

interface StatusFacts {
  state: State;
  nowMs: number;
  serverUrl: string;
  /** All servers of the window. */
  views?: readonly ServerView[];
  /** The normal mode of the `vim` preset is on. */
  isNormal?: boolean;
  isQuitArmed: boolean;
  /** A paste was started, but its end mark is overdue. */
  isPasteOverdue?: boolean;
  /** The current notice; absent if the chat or the rows above show it. */
  notice?: Notice | undefined;
  /** The transfers pane is visible, so the line needs no summary of transfers. */
  areTransfersShown: boolean;
  /** Keys of the focused side pane; absent while the composer is focused. */
  paneHint: string | undefined;
  addressHint: string | undefined;
  bindings: Pick<Bindings, 'keyOf'>;
}

export function statusRow(facts: StatusFacts, columns: number, theme: Theme): string {
  const {state} = facts;
  const connection = connectionPart(facts, theme);
  const message = messagePart(facts, theme);
  const left: Piece[] = [connection];
  if (facts.isNormal === true) left.push({text: 'NORMAL', paint: theme.bold});
  const me = state.me && state.userByName[state.me.name] ? state.userByName[state.me.name] : state.me;
  if (state.connection.status === 'online') {
    left.push({text: `${state.onlineCount} online`, paint: theme.dim});
    if (me !== undefined) left.push({text: display(me.name, 'line'), paint: theme.bold});
    if (me?.state === 'away')
      left.push({text: `away${me.status === '' ? '' : `: ${display(me.status, 'line')}`}`, paint: theme.warning});
  }
  const {views = []} = facts;
  const behind = views.flatMap(view => view.state ?? []);
  const totals = sumOf([unreadTotals(state, facts.nowMs), ...behind.map(one => unreadOf(one, facts.nowMs))]);
  if (totals.unread > 0) {
    const paint = totals.mentions + totals.direct > 0 ? theme.mention : theme.bold;
    left.push({text: `${unreadWords(totals)} unread elsewhere`, paint});
  }
  const threads = unreadThreads(state).filter(({roomId}) => {
    const room = state.roomById[roomId]?.room;
    return room !== undefined && !isMuted(room, state.preferences, facts.nowMs);
  }).length;
  if (threads > 0) left.push({text: `⤷ ${threads}`, paint: theme.mention});
  const moving = facts.areTransfersShown ? [] : Object.values(state.transferById).filter(isMoving);
  if (moving.length > 0) left.push({text: movingText(moving), paint: theme.accent});
  const failed = [state, ...behind].reduce((count, one) => count + failedCount(one), 0);
  if (failed > 0) left.push({text: `✗ ${failed} not sent`, paint: theme.bad});
  left.push({text: display(facts.serverUrl.replace(/^https?:\/\//, ''), 'line'), paint: theme.dim});
  return joined(left, message, columns);
}

const isMoving = ({status}: Transfer): boolean => status === 'active' || status === 'verifying';

/** `↑ 43%` for one transfer, `↑↓ 3 files 43%` for several. */
function movingText(moving: readonly Transfer[]): string {
  const up = moving.some(({direction}) => direction === 'up') ? '↑' : '';
  const down = moving.some(({direction}) => direction === 'down') ? '↓' : '';
  const count = moving.length === 1 ? '' : `${moving.length} files `;
  const doneBytes = moving.reduce((sum, transfer) => sum + transfer.doneBytes, 0);
  const sizeBytes = moving.reduce((sum, transfer) => sum + transfer.sizeBytes, 0);
  return `${up}${down} ${count}${Math.floor((doneBytes / Math.max(1, sizeBytes)) * 100)}%`;
}

interface Piece {
  text: string;
  paint: (text: string) => string;
  /** A default hint, which gives way to everything else. */
  isIdle?: true;
}

function connectionPart({state, nowMs}: StatusFacts, theme: Theme): Piece {
  const {connection} = state;
  if (connection.status === 'online') return {text: '●', paint: theme.good};
  if (connection.status === 'ended') {
    return {text: `■ ${display(sentenceOf(connection.code, connection.detail), 'line')}`, paint: theme.bad};
  }
  if (connection.status !== 'reconnecting') return {text: '… connecting', paint: theme.warning};
  const seconds = Math.max(0, Math.ceil((connection.retryAtMs - nowMs) / 1_000));
  const why =
    connection.code === 'server-full'
      ? 'the server is full'
      : kindOf(connection.code).isAnother === true
        ? 'not the right server'
        : 'no connection';
  return {text: `▲ ${why}, trying again ${seconds === 0 ? 'now' : `in ${seconds} s`}`, paint: theme.bad};
}

/** The most urgent message for the right part of the line. */
function messagePart(facts: StatusFacts, theme: Theme): Piece {
  const {state, nowMs, bindings, isQuitArmed, isPasteOverdue, notice, paneHint, addressHint} = facts;
  const {keyOf} = bindings;
  if (isPasteOverdue === true) return {text: PASTE_OVERDUE, paint: theme.warning};
  if (isQuitArmed) return {text: `${keyOf('interrupt')} again quits`, paint: theme.warning};
  // Information can be read again in the chat, the keys of a pane nowhere else, so the keys win.
  const isTold = paneHint !== undefined && notice?.level === 'info';
  if (notice !== undefined && !isTold) return {text: display(notice.text, 'line'), paint: noticePaint(notice, theme)};
  if (state.connection.status === 'ended') {
    const isAlone = (facts.views?.length ?? 1) < 2;
    const words = isAlone ? `${keyOf('interrupt')} twice leaves` : '/server connect tries again';
    return {text: words, paint: theme.accent};
  }
  if (paneHint !== undefined) return {text: paneHint, paint: theme.accent};
  if (addressHint !== undefined) return {text: display(addressHint, 'line'), paint: theme.accent};
  const typing = typingWords(state, nowMs);
  if (typing !== undefined) return {text: typing, paint: theme.dim};
  const [invite] = state.invites;
  if (invite !== undefined) {
    const room = display(invite.roomName, 'line');
    return {text: `${display(invite.by, 'line')} invites you to #${room}: /join ${room}`, paint: theme.accent};
  }
  return {text: `${keyOf('help')} help · ${keyOf('goTo')} go to`, paint: theme.dim, isIdle: true};
}

/** Maximum share of the line for the message, so that the connection stays visible. */
const MESSAGE_SHARE = 0.9;

/** The message has priority; of the left part, the last pieces are dropped first. */
function joined(left: readonly Piece[], message: Piece, columns: number): string {
  const messageText = clipColumns(message.text, Math.max(0, columns - 2));
  const shown: Piece[] = [];
  let used = 1;
  const isIdle = message.isIdle === true;
  for (const piece of left) {
    const reserved = isIdle ? 0 : Math.min(columnsOf(messageText), Math.floor(columns * MESSAGE_SHARE)) + 2;
    const room = columns - used - 1 - reserved;
    const isFirst = shown.length === 0;
    if (columnsOf(piece.text) > room && !isFirst) break;
    const text = clipColumns(piece.text, Math.max(1, isFirst ? columns - 2 : room));
    shown.push({...piece, text});
    used += columnsOf(text) + 2;
  }
  const start = ` ${shown.map(({text, paint}) => paint(text)).join('  ')}`;
  const room = columns - used - 1;
  if (isIdle && columnsOf(messageText) > room) return start;
  const end = clipColumns(messageText, Math.max(0, room));
  return start + ' '.repeat(Math.max(0, columns - used - columnsOf(end) + 1)) + message.paint(end);
}

/** Who is typing; absent if nobody is. */
function typingWords(state: State, nowMs: number): string | undefined {
  const names = (currentRoom(state)?.typing ?? [])
    .filter(one => isTypingAt(one, nowMs))
    .map(({name}) => display(name, 'line'));
  const [first, second] = names;
  if (first === undefined) return undefined;
  if (second === undefined) return `${first} is typing`;
  return names.length === 2 ? `${first} and ${second} are typing` : `${names.length} people are typing`;
}
