/** Gives somebody with a lower role another role; `owner` hands the server over. */
import {ChatError} from '../../../shared/errors.ts';
import {doerOf} from '../../audit/audit.ts';
import {changeRole} from '../../moderation/kicksAndRoles.ts';
import type {Handler} from '../handler.ts';

export const userRoleSet: Handler<'userRoleSet'> = {
  access: 'roleSet',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {name, role}) {
    const {me, connection} = context;
    if (name === me.name) throw new ChatError('direct-self');
    await changeRole(context, {by: doerOf(me, connection), name, role});
    return {};
  },
};
