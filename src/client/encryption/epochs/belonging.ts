/** Compares the signed members of a conversation with the room that the server shows it as, and says what that is called. */
import {isFormerMember} from '../../../shared/access/loginName.ts';
import type {Room} from '../../../shared/model.ts';
import type {ReadStatement} from '../../../shared/sealed/statement.ts';
import {groupName} from '../../../shared/words/groupName.ts';
import {labelOf} from '../../state/selectors.ts';

/**
 * Whether it may stand under this name. The people of a group never change; those of them who are not let in are no members. Of a
 * private room the members are known by what they have signed alone. Whoever is signed under the name of an account that was
 * deleted since may be any of those whom the server shows as former members: such a conversation is read, and nothing is written
 * in it that they could read (`isForNobody`, `strangersIn`).
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
  const unknown = strangersIn({kind, people}, statement, me);
  return (
    unknown.length <= names.filter(isFormerMember).length && statement.keepers.length === 0 && name === groupName(names)
  );
}

/** Members whom a group does not have, as those whose accounts were deleted. */
export function strangersIn(
  {kind, people = []}: Pick<Room, 'kind' | 'people'>,
  {members}: Pick<ReadStatement, 'members'>,
  me: string,
): string[] {
  if (kind !== 'group') return [];
  const names = new Set([me, ...people.map(one => one.name)]);
  return members.flatMap(({name}) => (names.has(name) ? [] : [name]));
}

/** Whether the other one of two is gone, as the server says: nothing is sent to whom it does not name. */
export const isForNobody = ({kind, name}: Pick<Room, 'kind' | 'name'>): boolean =>
  kind === 'direct' && isFormerMember(name);

/** What a room is called on the screen, and who is in it, whatever the server calls that. */
export function labelsOf(room: Room): string[] {
  const others = room.people ?? (room.partner === undefined ? [] : [room.partner]);
  const people = others
    .map(({name}) => `@${name}`)
    .toSorted()
    .join(' ');
  return [...new Set([labelOf(room), ...(people === '' ? [] : [people])])];
}

/** The other one of two; nobody where there are several. */
export const partnerOf = ({kind, members}: Pick<ReadStatement, 'kind' | 'members'>, me: string): string | undefined =>
  kind === 'direct' ? members.find(({name}) => name !== me)?.name : undefined;
