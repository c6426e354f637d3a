/** Friends, friend requests and permissions as rows and sentences. */
import {loginOf} from '../../../shared/words/typedName.ts';
import type {Contact} from '../../../shared/model.ts';
import {orderedContacts} from '../../state/order.ts';
import {ALL_FRIENDS, type Permission} from '../../local/permissions.ts';
import {userOf} from '../../state/selectors.ts';
import type {ContactFact, State} from '../../state/state.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {sizeText} from '../../../shared/text/sizeText.ts';
import {shownPath} from '../shownPath.ts';

const MEANS: Readonly<Record<ContactFact['state'], string>> = {
  asking: 'wants to be your friend',
  friend: '',
  asked: 'has not answered yet',
  blocked: 'blocked',
};

/**
 * One row per person: name, presence, last seen, state of the friendship, permissions on this machine; last a row with the
 * permissions of all friends.
 */
export function friendCells(
  state: Pick<State, 'contacts' | 'userByName'>,
  permissions: ReadonlyMap<string, Partial<Permission>>,
): string[][] {
  const all = permissionWords(permissions.get(ALL_FRIENDS) ?? {});
  const people = orderedContacts(state).map(({name, state: is, lastSeenAtMs}) => {
    const user = userOf(state, name);
    const isFriend = is === 'friend';
    const seen =
      isFriend && user.state === 'offline' && lastSeenAtMs !== undefined ? `seen ${dateTimeOf(lastSeenAtMs)}` : '';
    const may = isFriend ? permissionWords(permissions.get(name) ?? {}) : '';
    return [`@${name}`, isFriend ? user.state : '', MEANS[is] || seen, isFriend ? user.status : '', may];
  });
  return all === '' ? people : [...people, ['all friends', '', '', '', all]];
}

const BECAME: Readonly<Record<Contact['state'], string>> = {
  friend: 'is your friend now.',
  asked: 'is asked to be your friend.',
  asking: 'wants to be your friend.',
  blocked: 'is blocked: you see and hear nothing of them, and they are not told.',
  none: 'is not in your list any more.',
};

export const becameWords = ({user, state}: Contact): string => `@${user.name} ${BECAME[state]}`;

/** `@name` of listed people in one of these states, for completion. */
export const friendWords = (state: State, started: string, wanted: readonly ContactFact['state'][]): string[] =>
  orderedContacts(state)
    .filter(contact => wanted.includes(contact.state) && contact.name.startsWith(loginOf(started)))
    .map(({name}) => `@${name}`);

/** Empty when no permission is set. */
export function permissionWords({acceptBytes, acceptFolder, direct}: Partial<Permission>): string {
  const folder = acceptFolder === undefined ? '' : ` into ${shownPath(acceptFolder)}`;
  const files =
    acceptBytes === undefined
      ? ''
      : acceptBytes === 0
        ? 'no files unasked'
        : `files to ${sizeText(acceptBytes)}${folder}`;
  const path = direct === undefined ? '' : `direct: ${direct}`;
  return [files, path].filter(Boolean).join(' · ');
}
