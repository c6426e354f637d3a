/** Changes somebody's role on the server, or hands over ownership. */
import {ChatError} from '../../../shared/errors.ts';
import {aRole, type ServerRole} from '../../../shared/access/roles.ts';
import type {AdminBody} from '../body.ts';
import {changeRole} from '../../moderation/kicksAndRoles.ts';

export const role: AdminBody<'role'> = async (server, {by, args: {user, role: word}}) => {
  if (user === by.name) throw new ChatError('direct-self');
  // A valid role: the command table restricts the words.
  const wanted = word as ServerRole;
  await changeRole(server, {by, name: user, role: wanted});
  return {told: [`@${user} is ${wanted === 'owner' ? 'the owner' : aRole(wanted)} now.`]};
};
