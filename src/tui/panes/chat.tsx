/** The chat pane: messages of the room or thread, newest at the bottom. */
import {useMemo, type ReactNode} from 'react';
import type {Room, User} from '../../shared/model.ts';
import {clipColumns, columnsOf} from '../../shared/text/columns.ts';
import {presenceWord} from '../../client/wording/presenceWords.ts';
import {display} from '../../shared/text/safeText.ts';
import {currentRoom, isLocal, labelOf, shownRoom, viewKeyOf} from '../../client/state/selectors.ts';
import {LOCK_WORDS} from '../../client/wording/sealedWords.ts';
import type {Lock, RoomState, State} from '../../client/state/state.ts';
import {CHAT_HEAD_ROWS, lookOf, rangeIn, selectedMessageIn} from '../arrange.ts';
import {unreadAbove, useReading, useThreadReading} from '../chat/watching/seen.ts';
import {useLoading} from '../chat/watching/loading.ts';
import {chatWindow, LOADING_OLDER, type ChatWindow} from '../chat/chatWindow.ts';
import {rowPlaces, selectedPart, withSelected} from '../chat/pointing/rowPlaces.ts';
import {isMoved} from '../layout/drag.ts';
import type {Box} from '../layout/layout.ts';
import type {Pane} from '../pane.ts';
import {chatColumnsOf, ruleRow, withHead} from '../chat/rows/chatLine.ts';
import {aboutUser} from '../rows/people.ts';
import {unreadCount} from '../rows/unread.ts';
import {Rows} from '../rows/rows.tsx';
import {plainOf, type Paint, type Theme} from '../theme.ts';
import type {Bindings} from '../bindings/bindings.ts';
import type {Screen} from '../screenContext.ts';
import {useChat, useScreen, useServers} from '../useChat.ts';

function ChatView({box}: {box: Box}): ReactNode {
  const {theme, bindings} = useScreen();
  const one = useChat(({state}) => shownRoom(state));
  const me = useChat(({state}) => state.me?.name ?? '');
  const anchor = useChat(({state, ui}) => ui.anchorByRoom[viewKeyOf(state)]);
  const selectedSeq = useChat(view => selectedMessageIn(view, shownRoom(view.state)));
  const rangeSeq = useChat(view => rangeIn(view, shownRoom(view.state)));
  const markedSeq = useChat(({state, ui: {place}}) => (place?.roomId === state.currentRoomId ? place?.seq : undefined));
  const markup = useChat(({ui}) => ui.markup);
  const chatStyle = useChat(({ui}) => ui.chatStyle);
  const pictures = useChat(({ui}) => ui.pictures);
  const screenRows = useChat(({ui}) => ui.rows);
  const height = box.rows - CHAT_HEAD_ROWS;
  const timeline = useMemo(
    () =>
      one && {
        one,
        look: lookOf(box.columns, {me, highlights: one.highlights}, theme, {
          markup,
          chatStyle,
          pictures,
          rows: screenRows,
        }),
        selectedSeq,
        rangeSeq,
        markedSeq,
      },
    [one, box.columns, me, theme, markup, chatStyle, pictures, screenRows, selectedSeq, rangeSeq, markedSeq],
  );
  const shown = useMemo(() => timeline && chatWindow(timeline, height, anchor), [timeline, height, anchor]);
  const isThread = one?.threadOf !== undefined;
  useReading(isThread ? undefined : one, shown, me);
  useThreadReading(one, shown);
  useLoading(one, shown, anchor);
  const partner = useChat(({state}) => partnerIn(state));
  const isFollowed = useChat(({state}) => isThread && state.threads.has(String(viewKeyOf(state))));
  const drag = useChat(({state, ui}) => (ui.drag?.key === viewKeyOf(state) ? ui.drag : undefined));
  const rows = shown === undefined ? [] : windowRows(shown, height, box.columns, {theme, bindings});
  if (drag !== undefined && timeline !== undefined && isMoved(drag)) {
    for (const [at, place] of rowPlaces(timeline, height, anchor).entries()) {
      const part = selectedPart(place, drag, timeline.look.widths);
      if (part !== undefined) rows[at] = withSelected(rows[at] ?? '', part, theme);
    }
  }
  const isCut = useChat(({state}) => ['reconnecting', 'ended'].includes(state.connection.status));
  const isLoading =
    shown !== undefined &&
    (one?.isLoaded === false || shown.rows[0] === ruleRow(LOADING_OLDER, box.columns - 1, theme.dim));
  if (isCut && isLoading && shown.rows.length <= height)
    rows[height - shown.rows.length] = ruleRow(NOT_HERE, box.columns - 1, theme.dim);
  const above = one === undefined || shown === undefined ? 0 : unreadAbove(one, shown, me);
  const cutRow = above > 0 && rows.length > 2 ? 1 : 0;
  if (shown?.cut !== undefined && shown.cut.rows > cutRow)
    rows[cutRow] = withHead(rows[cutRow] ?? '', shown.cut.head, chatColumnsOf(box.columns, chatStyle));
  if (above > 0 && rows.length > 2)
    rows[0] = ruleRow(aboveWords(above, box.columns, bindings), box.columns - 1, theme.mention);
  // In styles without columns for it, the sender of the message cut by the upper edge is shown in the heading row.
  const cutHead = chatStyle === 'compact' ? '' : (shown?.cut?.head ?? '');
  const headingColumns = box.columns - (cutHead === '' ? 0 : columnsOf(plainOf(cutHead)) + 2);
  const server = useServerName();
  const heading =
    one === undefined
      ? theme.bold(clipColumns(display(server, 'line'), headingColumns - 2))
      : isThread
        ? threadHeading({one, server}, isFollowed, headingColumns, {theme, bindings})
        : chatHeading({one, server}, partner, headingColumns, theme);
  return <Rows box={box} rows={[cutHead === '' ? heading : beside(heading, cutHead, box.columns), ...rows]} />;
}

/** Puts the sender at the right end of the heading row; left out if there is not enough space. */
function beside(heading: string, head: string, columns: number): string {
  const room = columns - columnsOf(plainOf(heading)) - columnsOf(plainOf(head)) - 1;
  return room < 1 ? heading : `${heading}${' '.repeat(room)}${head}`;
}

/** Shown instead of *loading* while there is no connection to load from. */
const NOT_HERE = 'what was said before comes with the connection';

function aboveWords(count: number, columns: number, {keyOf}: Bindings): string {
  const [there, read] = [keyOf('firstUnread'), keyOf('escape')];
  const what = columns < 56 ? ` · ${there} · ${read}` : ` above · ${there} goes there, ${read} marks them read`;
  return `↑ ${unreadCount(count)} unread${what}`;
}

/** Name of the server in front if the window has several; else empty. */
function useServerName(): string {
  const views = useServers();
  return views.length < 2 ? '' : (views.find(({isFront}) => isFront)?.profile.name ?? '');
}

const onServer = (server: string): string => (server === '' ? '' : ` · ${display(server, 'line')}`);

/** The other person of a conversation, with the latest presence. */
function partnerIn(state: State): User | undefined {
  const partner = currentRoom(state)?.room.partner;
  return partner && (state.userByName[partner.name] ?? partner);
}

/** A room and the name of its server; empty if there is only one server. */
interface Shown {
  one: RoomState;
  server: string;
}

function chatHeading(
  {one: {room, lock}, server}: Shown,
  partner: User | undefined,
  columns: number,
  theme: Theme,
): string {
  const kind = `${onServer(server)}${kindWords(room)}`;
  const {said, why} = sealingOf(room, lock);
  const label = labelBefore(display(labelOf(room), 'line'), `${kind}${said}`, columns);
  const sealing = `${said}${why}`;
  const about = partner === undefined ? display(aboutRoom(room), 'line') : partnerWords(partner);
  const used = columnsOf(label) + columnsOf(kind) + columnsOf(sealing) + 3;
  const topic = columns - used > 4 ? clipColumns(about, columns - used - 1) : '';
  return `${theme.bold(label)}${theme.dim(kind)}${lockPaint(lock, theme)(sealing)}${topic === '' ? '' : `  ${theme.dim(topic)}`}`;
}

/** Clips the label to make space for the text after it, down to a minimum width. */
const labelBefore = (label: string, behind: string, columns: number): string =>
  clipColumns(label, Math.max(LABEL_COLUMNS_MIN, columns - columnsOf(behind) - 2));

const LABEL_COLUMNS_MIN = 8;

/** `said`: whether the room is encrypted; `why`: further details. Either may be empty. */
interface Sealing {
  said: string;
  why: string;
}

const sealingOf = ({roomId}: Room, lock: Lock | undefined): Sealing =>
  lock === undefined ? {said: '', why: ''} : isLocal(roomId) ? localSealing(lock) : sealingBy(lock);

const lockPaint = (lock: Lock | undefined, {good, dim, warning}: Theme): Paint =>
  lock?.problem !== undefined ? warning : lock?.kind === 'sealed' ? good : dim;

/** In words, because the width of a lock sign differs between terminals. */
function sealingBy({kind, isVerified, problem, detail}: Lock): Sealing {
  if (problem !== undefined) return {said: `${kind === 'sealed' ? ' encrypted ·' : ''} stopped`, why: ': /encryption'};
  if (kind === 'sealed' && isVerified) return {said: ` ${LOCK_WORDS.sealed} ✔`, why: ''};
  return {said: ` ${LOCK_WORDS[kind]}`, why: detail === '' ? '' : `: ${display(detail, 'line')}`};
}

/**
 * A direct conversation is always encrypted between the two programs; the question is whether the server could have intercepted
 * the key exchange.
 */
const localSealing = ({kind}: Lock): Sealing => ({
  said: kind === 'sealed' ? ' · encrypted' : ' · key not sealed',
  why: '',
});

function kindWords({roomId, kind, isArchived}: Room): string {
  if (isLocal(roomId)) return ' direct · not on the server';
  return [kind === 'private' ? ' private' : '', isArchived === true ? ' archived' : ''].join('');
}

/** The topic, or else the first line of the description. */
const aboutRoom = ({topic, description = ''}: Room): string =>
  topic === '' ? (description.split('\n')[0] ?? '') : topic;

/** Says which room the thread is in, and how to leave the thread. */
function threadHeading(
  {one, server}: Shown,
  isFollowed: boolean,
  columns: number,
  {theme, bindings: {keyOf}}: Pick<Screen, 'theme' | 'bindings'>,
): string {
  const {room, lock} = one;
  const {said} = sealingOf(room, lock);
  const label = labelBefore(`⤷ thread in ${display(labelOf(room), 'line')}${onServer(server)}`, said, columns);
  const left = columns - columnsOf(label) - columnsOf(said) - 1;
  const leaving = `${keyOf('escape')} leaves it`;
  const all = `  ${isFollowed ? 'followed · ' : ''}${leaving}`;
  const facts = columnsOf(all) > left ? `  ${leaving}` : all;
  const shown = left > 6 ? theme.dim(clipColumns(facts, left)) : '';
  return `${theme.bold(label)}${lockPaint(lock, theme)(said)}${shown}`;
}

function partnerWords(partner: User): string {
  const state = partner.state === 'online' ? '' : presenceWord(partner.state);
  return [state, aboutUser(partner)].filter(part => part !== '').join(' · ');
}

/** Aligns few rows at the bottom, next to the composer. */
function windowRows(
  shown: ChatWindow,
  height: number,
  columns: number,
  {theme, bindings: {keyOf}}: Pick<Screen, 'theme' | 'bindings'>,
): string[] {
  const rows = shown.rows.slice(-height);
  const above = Array.from({length: height - rows.length}, () => '');
  if (shown.isAtEnd) return [...above, ...rows];
  if (shown.isUnloaded) return [...above, ...rows];
  const words =
    shown.newCount > 0
      ? `↓ ${unreadCount(shown.newCount)} new below · ${keyOf('newest')}`
      : `↓ more below · ${keyOf('newest')}`;
  const hint = ruleRow(words, columns - 1, shown.newCount > 0 ? theme.mention : theme.dim);
  return [...above, ...rows.slice(0, -1), hint];
}

export const chat: Pane = {name: 'chat', View: ChatView};
