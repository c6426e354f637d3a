/** Moves one’s read position in a thread forward, on the server and on all of one’s devices. */
import type {Handler} from '../handler.ts';

export const threadRead: Handler<'threadRead'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run(context, {roomId, seq, readSeq}) {
    const {me, store, now, connections} = context;
    const thread = await store.threadRead({roomId, userId: me.userId, seq, readSeq, atMs: now()});
    if (thread?.isFollowed === true) connections.tell(me.userId, 'threadChanged', {thread});
    return {};
  },
};
