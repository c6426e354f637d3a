/** Follows a thread, or stops following it. */
import {refusal} from '../../../shared/errors.ts';
import {hasRight} from '../../storeContract/signIn.ts';
import type {Handler} from '../handler.ts';

export const followSet: Handler<'followSet'> = {
  access: 'account',
  token: {right: 'settings', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 240, perSeconds: 60},
  async run(context, {roomId, seq, isOn}) {
    const {me, store, now, connections, connection} = context;
    // Required because the answer contains the first message of the thread.
    if (!hasRight(connection.grant, 'read')) throw refusal('token-right-missing', 'read');
    const thread = await store.followSet({roomId, userId: me.userId, seq, isOn, atMs: now()});
    connections.tell(me.userId, 'threadChanged', {thread});
    return thread;
  },
};
