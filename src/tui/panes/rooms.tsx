/** The rooms pane: number, name, unread count, presence of the other person, drafts. */
import {useMemo, type ReactNode} from 'react';
import {columnsOf, cutInMiddle, fitColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import type {Invite, PresenceState} from '../../shared/model.ts';
import type {RoomState, State} from '../../client/state/state.ts';
import type {Box} from '../layout/layout.ts';
import type {Pane} from '../pane.ts';
import {headingRow} from '../rows/heading.ts';
import {chosenRow, firstShown, indexInRow, markMore} from '../rows/list.ts';
import {presenceDot} from '../rows/people.ts';
import {paneItems, type PaneItem} from '../rows/serverItems.ts';
import {serverSign} from '../rows/serverWords.ts';
import {Rows} from '../rows/rows.tsx';
import {unreadBadge, unreadCount} from '../rows/unread.ts';
import {isMuted} from '../../client/state/notifyLevel.ts';
import {labelOf, unreadOf} from '../../client/state/selectors.ts';
import type {Theme} from '../theme.ts';
import type {ServerView} from '../servers/servers.ts';
import {isInSight} from '../ui.ts';
import {useChat, useScreen, useServers} from '../useChat.ts';

function RoomsView({box}: {box: Box}): ReactNode {
  const {theme} = useScreen();
  const roomById = useChat(({state}) => state.roomById);
  const userByName = useChat(({state}) => state.userByName);
  const currentId = useChat(({state}) => state.currentRoomId);
  const preferences = useChat(({state}) => state.preferences);
  const minute = useChat(({nowMs}) => Math.floor(nowMs / 60_000));
  const drafts = useChat(({ui}) => ui.draftByRoom);
  const isFocused = useChat(({ui}) => ui.focus === 'rooms');
  const selected = useChat(({ui}) => ui.selected.rooms);
  const top = useChat(({ui}) => ui.tops.rooms);
  const invites = useChat(({state}) => state.invites);
  const connection = useChat(({state}) => state.connection);
  const followedId = useChat(({ui}) => (isInSight(ui) ? ui.followedRoomId : undefined));
  const views = useServers();
  const rows = useMemo(() => {
    const nowMs = minute * 60_000;
    const items = paneItems(
      {roomById, preferences, invites, connection, ...(currentId !== undefined && {currentRoomId: currentId})},
      views,
      nowMs,
      box.rows - 1,
    );
    const isThere = isFocused && selected !== undefined && items.some(({key}) => key === selected);
    const wanted = isThere ? selected : String(currentId);
    const chosen = items.findIndex(({key}) => key === wanted);
    const first = firstRoomRow(items, {rows: box.rows, wanted, top});
    const shown = items.slice(first, first + box.rows - 1).map((item, index) => {
      const row = rowOf(item);
      return isFocused && first + index === chosen ? chosenRow(row, box.columns, theme) : row;
    });
    markMore(shown, items.length - first, theme);
    const count = Object.keys(roomById).length;
    return [headingRow('Rooms', [String(count)], box.columns, {isFocused, theme}), ...shown];

    function rowOf(pane: PaneItem): string {
      if (pane.kind === 'server') return serverRow(pane.view, {connection, nowMs}, box.columns, theme);
      if (pane.kind === 'trouble') return theme.dim(fitColumns(`   ${pane.words}`, box.columns));
      const {item, view} = pane;
      if (item.kind === 'section') return theme.dim(fitColumns(` ${item.section}`, box.columns));
      if (item.kind === 'invite') return inviteRow(item.invite, box.columns, theme);
      const {one, number} = item;
      const {room} = one;
      const own = {preferences, userByName, drafts};
      const facts = view?.state === undefined ? own : {...view.state, drafts: view.drafts ?? {}};
      const isCurrent = view === undefined && room.roomId === currentId;
      const partner = room.kind === 'direct' ? (facts.userByName[room.name] ?? room.partner) : undefined;
      const hasDraft = !isCurrent && (facts.drafts[room.roomId]?.text ?? '') !== '';
      const isQuiet = isMuted(room, facts.preferences, nowMs);
      // Digit keys only reach rooms of the server in front.
      const shown = {number: view === undefined ? number : Number.POSITIVE_INFINITY, isCurrent, hasDraft};
      const isRead = isCurrent && room.roomId === followedId;
      return roomRow(
        isRead ? withoutUnread(one) : one,
        {...shown, state: partner?.state, isMuted: isQuiet},
        box.columns,
        theme,
      );
    }
  }, [
    roomById,
    invites,
    userByName,
    preferences,
    minute,
    currentId,
    followedId,
    drafts,
    connection,
    views,
    isFocused,
    selected,
    top,
    box.rows,
    box.columns,
    theme,
  ]);
  return <Rows box={box} rows={rows} />;
}

/** One server of the window: state of its connection, its name, and its unread counts. */
function serverRow(
  view: ServerView,
  {connection, nowMs}: {connection: State['connection']; nowMs: number},
  columns: number,
  theme: Theme,
): string {
  const totals = view.state === undefined ? undefined : unreadOf(view.state, nowMs);
  const forOneself = totals === undefined ? 0 : totals.mentions + totals.direct;
  const whole = totals === undefined ? '' : unreadBadge({...totals, mentions: forOneself});
  const called = display(view.profile.name, 'line');
  const roomBeside = (tail: string) => Math.max(1, columns - 4 - (tail === '' ? 0 : columnsOf(tail) + 1));
  // If both do not fit, mentions and direct messages take precedence over the full name.
  const isTight = forOneself > 0 && roomBeside(whole) < columnsOf(called);
  const badge = isTight ? `@${unreadCount(forOneself)}` : whole;
  const room = roomBeside(badge);
  const name = cutInMiddle(called, room);
  const rule = room - columnsOf(name) - 1;
  const painted = `${theme.bold(name)}${rule < 1 ? '' : ` ${theme.dim('─'.repeat(rule))}`}`;
  const tail = badge === '' ? '' : ` ${forOneself > 0 ? theme.mention(badge) : theme.bold(badge)}`;
  return ` ${serverSign(view, connection, theme)} ${painted}${tail}`;
}

interface RoomList {
  rows: number;
  /** Key of the row that is kept visible. */
  wanted: string;
  top: number | undefined;
}

/** Index of the item in the first row below the heading. */
export function firstRoomRow(items: readonly PaneItem[], {rows, wanted, top}: RoomList): number {
  const chosen = items.findIndex(({key}) => key === wanted);
  return firstShown(items.length, rows - 1, chosen, top);
}

/** Key of the row; absent for headings. */
export function roomInRow(items: readonly PaneItem[], row: number, list: RoomList): string | undefined {
  const {rows} = list;
  const at = indexInRow(row - 1, firstRoomRow(items, list), {count: items.length, rows: rows - 1});
  return at === undefined ? undefined : items[at]?.key;
}

/** Row of an invitation; Enter joins the room. */
function inviteRow({roomName, by}: Invite, columns: number, theme: Theme): string {
  const name = `#${display(roomName, 'line')}`;
  const who = ` by ${display(by, 'line')}`;
  const room = columns - 4;
  const tail = columnsOf(name) + columnsOf(who) <= room ? who : '';
  return ` ${theme.mention('+')} ${cutInMiddle(name, room - columnsOf(tail))}${theme.dim(tail)}`;
}

interface RoomFacts {
  number: number;
  isCurrent: boolean;
  hasDraft: boolean;
  state: PresenceState | undefined;
  /** Muted: unread messages are not highlighted. */
  isMuted: boolean;
}

/** Messages in the followed room are read as they arrive, so a count would only flicker. */
const withoutUnread = (one: RoomState): RoomState =>
  one.room.unread === 0 ? one : {...one, room: {...one.room, unread: 0, mentions: 0}};

function roomRow(one: RoomState, facts: RoomFacts, columns: number, theme: Theme): string {
  const {room} = one;
  const number = facts.number <= 9 ? String(facts.number) : ' ';
  const mark = unreadBadge(room);
  const isFailed = one.pending.some(({status}) => status === 'failed');
  const tail = `${isFailed ? '✗' : ''}${facts.hasDraft ? '✎' : ''}${mark}`;
  const dot = facts.state === undefined ? '' : presenceDot(facts.state, theme);
  const nameColumns = columns - 3 - (dot === '' ? 0 : 2) - (tail === '' ? 0 : columnsOf(tail) + 1) - 1;
  const name = fitColumns(
    cutInMiddle(display(labelOf(one.room), 'line'), Math.max(1, nameColumns)),
    Math.max(1, nameColumns),
  );
  const painted = facts.isCurrent
    ? theme.accent(name.trimEnd()) + ' '.repeat(name.length - name.trimEnd().length)
    : facts.isMuted
      ? theme.dim(name)
      : room.unread > 0
        ? theme.bold(name)
        : name;
  const paintedTail = facts.isMuted
    ? theme.dim(tail)
    : room.mentions > 0
      ? theme.mention(tail)
      : room.unread > 0
        ? theme.bold(tail)
        : theme.dim(tail);
  const lead = facts.isCurrent ? theme.accent(`${number} `) : theme.dim(`${number} `);
  // Without colours, the current room gets a sign, because bold already means unread.
  const sign = facts.isCurrent && !theme.hasColor ? '>' : ' ';
  return `${sign}${lead}${dot === '' ? '' : `${dot} `}${painted}${tail === '' ? '' : ` ${paintedTail}`}`;
}

export const rooms: Pane = {name: 'rooms', View: RoomsView};
