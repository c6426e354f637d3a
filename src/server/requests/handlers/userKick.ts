/** Ends all connections and transfers of a person, who stays out for a while; they and #lobby are told. */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';
import {doerOf} from '../../audit/audit.ts';
import {kickUser} from '../../moderation/kicksAndRoles.ts';

export const userKick: Handler<'userKick'> = {
  access: 'userKick',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {name, reason, forMs}) {
    const {me, store} = context;
    const target = await store.accountFind(name);
    if (target === undefined) throw new ChatError('user-not-found', name);
    if (target.userId === me.userId) throw new ChatError('direct-self');
    await kickUser(context, {by: doerOf(me, context.connection), name, reason: reason.toWellFormed(), forMs});
    return {};
  },
};
