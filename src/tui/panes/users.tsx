/** Who is in the room: those who are there first. */
import {useMemo, type ReactNode} from 'react';
import type {User} from '../../shared/model.ts';
import type {RoomRole} from '../../shared/roles.ts';
import {columnsOf, fitColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/text.ts';
import {compareNames} from '../../client/state/compareNames.ts';
import {currentRoom, userOf} from '../../client/state/selectors.ts';
import type {State} from '../../client/state/state.ts';
import type {Box} from '../layout/layout.ts';
import type {Pane} from '../pane.ts';
import {aboutUser} from '../rows/about.ts';
import {headingRow} from '../rows/heading.ts';
import {chosenIndex, chosenRow, firstShown, markMore} from '../rows/list.ts';
import {byPresence, presenceDot} from '../rows/presence.ts';
import {Rows} from './rows.tsx';
import type {Theme} from '../theme.ts';
import {useChat, useScreen} from '../useChat.ts';

/** Members of the room on screen, ordered as they are shown. */
export function shownUsers(state: Pick<State, 'roomById' | 'currentRoomId' | 'userByName' | 'me'>): readonly User[] {
  const one = state.currentRoomId === undefined ? undefined : state.roomById[state.currentRoomId];
  return usersOf(one?.memberNames, one?.room.partner, state.userByName, state.me);
}

/** A direct room has two members; the list of them need not be fetched for that. */
function usersOf(
  names: readonly string[] | undefined,
  partner: User | undefined,
  userByName: State['userByName'],
  me: User | undefined,
): readonly User[] {
  const listed =
    names?.map(name => userOf({userByName}, name)) ?? (partner && [userByName[partner.name] ?? partner, me]);
  const users = (listed ?? []).filter(user => user !== undefined);
  return users.sort((a, b) => byPresence(a.state, b.state) || compareNames(a, b));
}

function UsersView({box}: {box: Box}): ReactNode {
  const {theme} = useScreen();
  const names = useChat(({state}) => currentRoom(state)?.memberNames);
  const partner = useChat(({state}) => currentRoom(state)?.room.partner);
  const total = useChat(({state}) => currentRoom(state)?.room.memberCount ?? 0);
  const userByName = useChat(({state}) => state.userByName);
  const me = useChat(({state}) => state.me);
  const rolesHere = useChat(({state}) => currentRoom(state)?.memberRoles);
  const isFocused = useChat(({ui}) => ui.focus === 'users');
  const selected = useChat(({ui}) => ui.selected.users);
  const rows = useMemo(() => {
    const users = usersOf(names, partner, userByName, me);
    const there = users.filter(({state}) => state !== 'offline').length;
    const chosen = isFocused ? chosenIndex(users, user => user.name, selected) : -1;
    const first = firstShown(users.length, box.rows - 1, chosen);
    const shown = users.slice(first, first + box.rows - 1).map((user, index) => {
      const row = userRow(user, {isMe: user.name === me?.name, roleHere: rolesHere?.[user.name]}, box.columns, theme);
      return first + index === chosen ? chosenRow(row, box.columns, theme) : row;
    });
    markMore(shown, users.length - first, theme);
    const all = Math.max(total, users.length);
    const facts = [`${there} of ${all} online`, `${there}/${all}`];
    return [headingRow('People here', facts, box.columns, {isFocused, theme}), ...shown];
  }, [names, partner, total, userByName, rolesHere, me, isFocused, selected, box.rows, box.columns, theme]);
  return <Rows box={box} rows={rows} />;
}

const ROLE_SIGNS = {owner: '★', admin: '☆', moderator: '◇', member: '', guest: '…'} as const;

interface Here {
  isMe: boolean;
  roleHere: RoomRole | undefined;
}

function userRow(user: User, {isMe, roleHere}: Here, columns: number, theme: Theme): string {
  const sign = ROLE_SIGNS[user.role];
  const name = display(user.name, 'line');
  const more = [isMe ? 'you' : '', roleHere === undefined ? '' : `room ${roleHere}`, aboutUser(user)]
    .filter(part => part !== '')
    .join(' · ');
  const room = columns - 4 - (sign === '' ? 0 : 2);
  const shownName = fitColumns(name, Math.min(room, columnsOf(name))).trimEnd();
  const rest = room - columnsOf(shownName) - 1;
  const paint = user.state === 'offline' ? theme.dim : isMe ? theme.bold : theme.nick(user.name);
  const tail = rest > 3 && more !== '' ? ` ${theme.dim(fitColumns(more, rest).trimEnd())}` : '';
  return ` ${presenceDot(user.state, theme)} ${paint(shownName)}${sign === '' ? '' : ` ${theme.warning(sign)}`}${tail}`;
}

export const users: Pane = {name: 'users', View: UsersView};
