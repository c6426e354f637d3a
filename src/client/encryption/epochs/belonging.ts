/** Compares the signed members of a conversation with the room that the server shows it as, and says what that is called. */
import type {Room} from '../../../shared/model.ts';
import type {ReadStatement} from '../../../shared/sealed/statement.ts';
import {groupName} from '../../../shared/words/groupName.ts';
import {labelOf} from '../../state/selectors.ts';

/**
 * Whether it may stand under this name. The people of a group never change; those of them who are not let in are no members. Of a
 * private room the members are known by what they have signed alone.
 */
export function isOfRoom(
  {kind, name, partner, people = []}: Pick<Room, 'kind' | 'name' | 'partner' | 'people'>,
  statement: Pick<ReadStatement, 'kind' | 'members' | 'keepers'>,
  me: string,
): boolean {
  const members = statement.members.map(one => one.name);
  if (kind === 'direct')
    return statement.kind === 'direct' && partner?.name === name && [me, name].every(one => members.includes(one));
  if (statement.kind === 'direct') return false;
  if (kind !== 'group') return statement.keepers.length > 0;
  const names = people.map(one => one.name);
  const isAllKnown = members.every(one => one === me || names.includes(one));
  return isAllKnown && statement.keepers.length === 0 && name === groupName(names);
}

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
