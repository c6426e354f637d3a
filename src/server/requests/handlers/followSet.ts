/** Follows a thread, or stops following it. */
import type {Handler} from '../handler.ts';

export const followSet: Handler<'followSet'> = {
  access: 'account',
  // `read`, because the answer contains the first message of the thread.
  token: {right: 'settings', also: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 240, perSeconds: 60},
  async run(context, {roomId, seq, isOn}) {
    const {me, store, now, connections} = context;
    const thread = await store.followSet({roomId, userId: me.userId, seq, isOn, atMs: now()});
    connections.tell(me.userId, 'threadChanged', {thread});
    return thread;
  },
};
