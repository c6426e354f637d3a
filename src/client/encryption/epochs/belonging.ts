/** Compares the signed members of a conversation with the room under which the server shows it, and gives the room's labels. */
import {isFormerMember} from '../../../shared/access/loginName.ts';
import type {Room} from '../../../shared/model.ts';
import type {ReadStatement} from '../../../shared/sealed/statement.ts';
import {groupName} from '../../../shared/words/groupName.ts';
import {labelOf} from '../../state/selectors.ts';

/**
 * Whether the signed members match the room that the server shows. In a group the people never change, and those who are not
 * let in are no members. In a private room only the signed members count. A signed member whose account was deleted may be
 * any of the room's former members: such a conversation can be read, but nothing is sent that they could read (`isForNobody`,
 * `unlistedMembers`).
 */
export function isOfRoom(
  {kind, name, partner, people = []}: Pick<Room, 'kind' | 'name' | 'partner' | 'people'>,
  statement: Pick<ReadStatement, 'kind' | 'members' | 'keepers'>,
  me: string,
): boolean {
  const members = statement.members.map(one => one.name);
  if (kind === 'direct')
    return (
      statement.kind === 'direct' &&
      partner?.name === name &&
      members.includes(me) &&
      (members.includes(name) || isFormerMember(name))
    );
  if (statement.kind === 'direct') return false;
  if (kind !== 'group') return statement.keepers.length > 0;
  const names = people.map(one => one.name);
  const unknown = unlistedMembers({kind, people}, statement, me);
  return (
    unknown.length <= names.filter(isFormerMember).length && statement.keepers.length === 0 && name === groupName(names)
  );
}

/** Signed members whom the server does not list in the group, for example because their account was deleted. */
export function unlistedMembers(
  {kind, people = []}: Pick<Room, 'kind' | 'people'>,
  {members}: Pick<ReadStatement, 'members'>,
  me: string,
): string[] {
  if (kind !== 'group') return [];
  const names = new Set([me, ...people.map(one => one.name)]);
  return members.flatMap(({name}) => (names.has(name) ? [] : [name]));
}

/** Whether the other person of a direct conversation was deleted, according to the server: nothing is sent then. */
export const isForNobody = ({kind, name}: Pick<Room, 'kind' | 'name'>): boolean =>
  kind === 'direct' && isFormerMember(name);

/** The labels of a room: its name on the screen, and the names of its people, whatever the server calls it. */
export function labelsOf(room: Room): string[] {
  const others = room.people ?? (room.partner === undefined ? [] : [room.partner]);
  const people = others
    .map(({name}) => `@${name}`)
    .toSorted()
    .join(' ');
  return [...new Set([labelOf(room), ...(people === '' ? [] : [people])])];
}

/** The other person of a direct conversation; `undefined` in a group or room. */
export const partnerOf = ({kind, members}: Pick<ReadStatement, 'kind' | 'members'>, me: string): string | undefined =>
  kind === 'direct' ? members.find(({name}) => name !== me)?.name : undefined;
