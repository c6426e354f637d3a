/** Uses an invitation with an account that already exists: enters its rooms. */
import type {Handler} from '../handler.ts';
import {useInvitation} from '../../signIn/invitations.ts';

export const invitationUse: Handler<'invitationUse'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  run: (context, {inviteCode}) => useInvitation(context, inviteCode),
};
