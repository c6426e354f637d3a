/** Shows what a join link brings: who made it, the role and the rooms. */
import type {Handler} from '../handler.ts';
import {requireAddressTry} from '../../signIn/sessions.ts';
import {findInvitation} from '../../signIn/invitations.ts';

export const invitationShow: Handler<'invitationShow'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {inviteCode}) {
    requireAddressTry(context, context.connection.address);
    const {by, role, rooms, expiresAtMs} = await findInvitation(context, inviteCode);
    return {by, role, rooms: rooms.map(({name}) => name), ...(expiresAtMs !== undefined && {expiresAtMs})};
  },
};
