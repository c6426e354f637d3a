/** Contents of the people pane: friend requests, friends, members of the room, and the words and sign for each. */
import type {User, PresenceState} from '../../shared/model.ts';
import {byPresence, compareNames, orderedContacts} from '../../client/state/order.ts';
import {userOf} from '../../client/state/selectors.ts';
import type {State} from '../../client/state/state.ts';
import {display} from '../../shared/text/safeText.ts';
import type {Theme} from '../theme.ts';

export interface Friend {
  user: User;
  /** A friend request that the user has not answered yet. */
  isAsking: boolean;
  lastSeenAtMs?: number | undefined;
}

/** Contents of the pane with their keys; a friend who is in the room is listed twice. */
export interface ShownPeople {
  friends: readonly Friend[];
  here: readonly User[];
}

type Facts = Pick<State, 'roomById' | 'currentRoomId' | 'userByName' | 'me' | 'contacts'>;

export const friendKey = ({user}: Friend): string => `~${user.name}`;

export function keysOf({friends, here}: ShownPeople): string[] {
  return [...friends.map(friendKey), ...here.map(({name}) => name)];
}

/** Login name in a key of the pane. */
export const nameOfKey = (key: string): string => key.replace(/^~/, '');

export function shownPeople(state: Facts): ShownPeople {
  const one = state.currentRoomId === undefined ? undefined : state.roomById[state.currentRoomId];
  return {friends: friendsOf(state), here: usersOf(one?.memberNames, one?.room.partner, state.userByName, state.me)};
}

export function friendsOf(state: Pick<State, 'contacts' | 'userByName'>): readonly Friend[] {
  return orderedContacts(state)
    .filter(({state: is}) => is === 'asking' || is === 'friend')
    .map(({name, state: is, lastSeenAtMs}) => ({user: userOf(state, name), isAsking: is === 'asking', lastSeenAtMs}));
}

/** Members of a room. Those of a conversation of two are known, so their list need not be loaded. */
export function usersOf(
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

/** Display name and status, safe to draw; empty if there is only a login name. */
export const aboutUser = ({name, displayName, status}: User): string =>
  [displayName === name ? '' : display(displayName, 'line'), display(status, 'line')]
    .filter(part => part !== '')
    .join(' · ');

/** Presence as a sign that is distinguishable without colour. */
export function presenceDot(state: PresenceState, theme: Theme): string {
  if (state === 'online') return theme.good('●');
  if (state === 'idle') return theme.good('◌');
  if (state === 'busy') return theme.bad('◉');
  return state === 'away' ? theme.warning('◐') : theme.dim('○');
}
