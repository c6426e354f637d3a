/** The people pane: friends with presence and last seen, then everybody in the room, by presence. */
import {useMemo, type ReactNode} from 'react';
import type {User} from '../../shared/model.ts';
import type {RoomRole} from '../../shared/access/roles.ts';
import {columnsOf, fitColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {currentRoom} from '../../client/state/selectors.ts';
import type {Box} from '../layout/layout.ts';
import type {Pane} from '../pane.ts';
import {
  aboutUser,
  friendKey,
  friendsOf,
  keysOf,
  usersOf,
  type Friend,
  type ShownPeople,
  presenceDot,
} from '../rows/people.ts';
import {dayOf, seenText} from '../rows/clock.ts';
import {headingRow} from '../rows/heading.ts';
import {chosenIndex, chosenRow, firstShown, indexInRow, markMore} from '../rows/list.ts';
import {Rows} from '../rows/rows.tsx';
import type {Theme} from '../theme.ts';
import {useChat, useScreen} from '../useChat.ts';

function UsersView({box}: {box: Box}): ReactNode {
  const {theme} = useScreen();
  const names = useChat(({state}) => currentRoom(state)?.memberNames);
  const partner = useChat(({state}) => currentRoom(state)?.room.partner);
  const total = useChat(({state}) => currentRoom(state)?.room.memberCount ?? 0);
  const userByName = useChat(({state}) => state.userByName);
  const contacts = useChat(({state}) => state.contacts);
  const me = useChat(({state}) => state.me);
  const rolesHere = useChat(({state}) => currentRoom(state)?.memberRoles);
  const isFocused = useChat(({ui}) => ui.focus === 'users');
  const selected = useChat(({ui}) => ui.selected.users);
  const top = useChat(({ui}) => ui.tops.users);
  const today = useChat(({nowMs}) => dayOf(nowMs));
  const rows = useMemo(() => {
    const shown = {friends: friendsOf({contacts, userByName}), here: usersOf(names, partner, userByName, me)};
    const keys = keysOf(shown);
    const chosen = isFocused ? keys[chosenIndex(keys, key => key, selected)] : undefined;
    const look = {columns: box.columns, theme, isFocused, chosen, top};
    const friendRows = friendRowCount(shown, box.rows);
    return [
      ...(friendRows === 0 ? [] : friendPart(shown.friends, {...look, top: undefined, rows: friendRows, today})),
      ...herePart(shown.here, {
        ...look,
        rows: box.rows - friendRows,
        total,
        me: me?.name,
        rolesHere,
        isBelow: friendRows > 0,
      }),
    ];
  }, [
    names,
    partner,
    total,
    userByName,
    contacts,
    rolesHere,
    me,
    isFocused,
    selected,
    top,
    today,
    box.rows,
    box.columns,
    theme,
  ]);
  return <Rows box={box} rows={rows} />;
}

interface Look {
  columns: number;
  rows: number;
  theme: Theme;
  isFocused: boolean;
  /** Key of the selected person. */
  chosen: string | undefined;
  /** Scroll position of the lower list, if the wheel has moved it. */
  top: number | undefined;
}

type PeopleList = Pick<Look, 'rows' | 'chosen' | 'top'>;

/** Index of the first visible person in the lower list. */
export function firstPersonRow(shown: ShownPeople, {rows, chosen, top}: PeopleList): number {
  const at = shown.here.findIndex(({name}) => name === chosen);
  return firstShown(shown.here.length, rows - friendRowCount(shown, rows) - 1, at, top);
}

/** Key of the person in this row of the pane; absent for headings. */
export function personInRow(shown: ShownPeople, row: number, {rows, chosen, top}: PeopleList): string | undefined {
  const friendRows = friendRowCount(shown, rows);
  const isFriend = row < friendRows;
  const keys = isFriend ? shown.friends.map(friendKey) : shown.here.map(({name}) => name);
  const listRows = (isFriend ? friendRows : rows - friendRows) - 1;
  const first = firstShown(
    keys.length,
    listRows,
    chosen === undefined ? -1 : keys.indexOf(chosen),
    isFriend ? undefined : top,
  );
  const at = indexInRow(row - 1 - (isFriend ? 0 : friendRows), first, {count: keys.length, rows: listRows});
  return at === undefined ? undefined : keys[at];
}

/** Height of the friends list with its heading: all friends, but at most half of the pane if the other list needs it. */
function friendRowCount({friends, here}: ShownPeople, rows: number): number {
  if (friends.length === 0 || rows < 4) return 0;
  return Math.min(friends.length + 1, Math.max(Math.floor(rows / 2), rows - here.length - 1));
}

function friendPart(friends: readonly Friend[], look: Look & {today: number}): string[] {
  const {columns, rows, theme, today, isFocused} = look;
  const there = friends.filter(({user, isAsking}) => !isAsking && user.state !== 'offline').length;
  const all = friends.filter(({isAsking}) => !isAsking).length;
  const facts = [`${there} of ${all} online`, `${there}/${all}`];
  const paint = (friend: Friend) => friendRow(friend, {columns, theme, today});
  const heading = headingRow('Friends', facts, columns, {isFocused: isFocused && isFriendKey(look.chosen), theme});
  return [heading, ...listRows(friends.map(friendKey), friends.map(paint), {...look, rows: rows - 1})];
}

interface Here extends Look {
  total: number;
  me: string | undefined;
  rolesHere: Readonly<Record<string, RoomRole>> | undefined;
  isBelow: boolean;
}

function herePart(users: readonly User[], look: Here): string[] {
  const {columns, rows, theme, total, me, rolesHere, isBelow, isFocused} = look;
  const there = users.filter(({state}) => state !== 'offline').length;
  const all = Math.max(total, users.length);
  const facts = [`${there} of ${all} online`, `${there}/${all}`];
  const paint = (user: User) =>
    userRow(user, {isMe: user.name === me, roleHere: rolesHere?.[user.name]}, columns, theme);
  const isIn = isFocused && !isFriendKey(look.chosen);
  const heading = headingRow('People here', facts, columns, {isFocused: isIn, theme, isBelow});
  const keys = users.map(({name}) => name);
  return [heading, ...listRows(keys, users.map(paint), {...look, rows: rows - 1})];
}

const isFriendKey = (key: string | undefined): boolean => key?.startsWith('~') === true;

function listRows(
  keys: readonly string[],
  painted: readonly string[],
  {rows, chosen, columns, theme, top}: Look,
): string[] {
  const at = chosen === undefined ? -1 : keys.indexOf(chosen);
  const first = firstShown(keys.length, rows, at, top);
  const shown = painted
    .slice(first, first + rows)
    .map((row, index) => (first + index === at ? chosenRow(row, columns, theme) : row));
  markMore(shown, keys.length - first, theme);
  return shown;
}

const ROLE_SIGNS = {owner: '★', admin: '☆', moderator: '◇', member: '', guest: '…'} as const;

interface UserFacts {
  isMe: boolean;
  roleHere: RoomRole | undefined;
}

function userRow(user: User, {isMe, roleHere}: UserFacts, columns: number, theme: Theme): string {
  const sign = ROLE_SIGNS[user.role];
  const name = display(user.name, 'line');
  const more = [isMe ? 'you' : '', roleHere === undefined ? '' : `room ${roleHere}`, aboutUser(user)]
    .filter(part => part !== '')
    .join(' · ');
  const room = columns - 4 - (sign === '' ? 0 : 2);
  const shownName = fitColumns(name, Math.min(room, columnsOf(name))).trimEnd();
  const paint = user.state === 'offline' ? theme.dim : isMe ? theme.bold : theme.nick(user.name);
  const lead = ` ${presenceDot(user.state, theme)} ${paint(shownName)}${sign === '' ? '' : ` ${theme.warning(sign)}`}`;
  return lead + tailOf(more, room - columnsOf(shownName) - 1, theme);
}

function friendRow(
  {user, isAsking, lastSeenAtMs}: Friend,
  look: {columns: number; theme: Theme; today: number},
): string {
  const {columns, theme, today} = look;
  const seen = user.state === 'offline' && lastSeenAtMs !== undefined ? `seen ${seenText(lastSeenAtMs, today)}` : '';
  const more = isAsking ? 'asks to be friends' : [seen, aboutUser(user)].filter(part => part !== '').join(' · ');
  const room = columns - 4;
  const name = display(user.name, 'line');
  const shownName = fitColumns(name, Math.min(room, columnsOf(name))).trimEnd();
  const paint = isAsking ? theme.mention : user.state === 'offline' ? theme.dim : theme.nick(user.name);
  const sign = isAsking ? theme.mention('?') : presenceDot(user.state, theme);
  return ` ${sign} ${paint(shownName)}${tailOf(more, room - columnsOf(shownName) - 1, theme)}`;
}

const tailOf = (words: string, columns: number, theme: Theme): string =>
  columns > 3 && words !== '' ? ` ${theme.dim(fitColumns(words, columns).trimEnd())}` : '';

export const users: Pane = {name: 'users', View: UsersView};
