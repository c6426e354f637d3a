/** The rooms one is in: number, name, what is unread, who of the conversations is there, where a draft waits. */
import {useMemo, type ReactNode} from 'react';
import {columnsOf, fitColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/text.ts';
import type {RoomState} from '../../client/state/state.ts';
import type {Box} from '../layout/layout.ts';
import type {Pane} from '../pane.ts';
import {headingRow} from '../rows/heading.ts';
import {chosenRow, firstShown, markMore} from '../rows/list.ts';
import {presenceDot} from '../rows/presence.ts';
import {Rows} from './rows.tsx';
import {unreadBadge} from '../rows/unread.ts';
import {isMuted} from '../../client/state/attention.ts';
import {labelOf, orderedRooms} from '../../client/state/selectors.ts';
import type {Theme} from '../theme.ts';
import {useChat, useScreen} from '../useChat.ts';

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
  const rows = useMemo(() => {
    const rooms = orderedRooms({roomById});
    const wanted = (isFocused ? selected : undefined) ?? String(currentId);
    const chosen = rooms.findIndex(({room}) => String(room.roomId) === wanted);
    const first = firstShown(rooms.length, box.rows - 1, chosen);
    const shown = rooms.slice(first, first + box.rows - 1).map((one, index) => {
      const isCurrent = one.room.roomId === currentId;
      const partner = one.room.kind === 'direct' ? (userByName[one.room.name] ?? one.room.partner) : undefined;
      const hasDraft = !isCurrent && (drafts[one.room.roomId]?.text ?? '') !== '';
      const facts = {
        number: first + index + 1,
        isCurrent,
        hasDraft,
        state: partner?.state,
        isMuted: isMuted(one.room, preferences, minute * 60_000),
      };
      const row = roomRow(one, facts, box.columns, theme);
      return isFocused && first + index === chosen ? chosenRow(row, box.columns, theme) : row;
    });
    markMore(shown, rooms.length - first, theme);
    return [headingRow('Rooms', [String(rooms.length)], box.columns, {isFocused, theme}), ...shown];
  }, [roomById, userByName, preferences, minute, currentId, drafts, isFocused, selected, box.rows, box.columns, theme]);
  return <Rows box={box} rows={rows} />;
}

interface RoomFacts {
  number: number;
  isCurrent: boolean;
  hasDraft: boolean;
  state: 'online' | 'away' | 'offline' | undefined;
  /** What is unread in it is not pressing. */
  isMuted: boolean;
}

function roomRow(one: RoomState, facts: RoomFacts, columns: number, theme: Theme): string {
  const {room} = one;
  const number = facts.number <= 9 ? String(facts.number) : ' ';
  const mark = unreadBadge(room);
  const isFailed = one.pending.some(({status}) => status === 'failed');
  const tail = `${isFailed ? '✗' : ''}${facts.hasDraft ? '✎' : ''}${mark}`;
  const dot = facts.state === undefined ? '' : presenceDot(facts.state, theme);
  const nameColumns = columns - 3 - (dot === '' ? 0 : 2) - (tail === '' ? 0 : columnsOf(tail) + 1) - 1;
  const name = fitColumns(display(labelOf(one.room), 'line'), Math.max(1, nameColumns));
  const painted = facts.isCurrent
    ? theme.accent(name)
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
  // Without colours a bold name could as well be an unread room.
  const sign = facts.isCurrent && !theme.hasColor ? '>' : ' ';
  return `${sign}${lead}${dot === '' ? '' : `${dot} `}${painted}${tail === '' ? '' : ` ${paintedTail}`}`;
}

export const rooms: Pane = {name: 'rooms', View: RoomsView};
