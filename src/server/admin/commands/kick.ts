/** Ends all connections of a person and keeps them out for a while. */
import {ChatError} from '../../../shared/errors.ts';
import {durationText} from '../../../shared/words/duration.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {AdminBody} from '../body.ts';
import {kickUser} from '../../moderation/kicksAndRoles.ts';

export const kick: AdminBody<'kick'> = async (server, {by, args: {user, forMs = FIXED_LIMITS.kickMs, why = ''}}) => {
  const target = await server.store.accountFind(user);
  if (target === undefined) throw new ChatError('user-not-found', user);
  if (target.userId === by.userId) throw new ChatError('direct-self');
  const reason = why.slice(0, FIXED_LIMITS.reasonLengthMax).toWellFormed();
  await kickUser(server, {by, name: user, reason, forMs});
  return {
    rows: [{name: user, forMs, text: reason}],
    told: [`@${user} was disconnected and stays out for ${durationText(forMs)}.`],
  };
};
