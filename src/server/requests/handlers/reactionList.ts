/** Lists who has reacted to an entry with which emoji. */
import type {Handler} from '../handler.ts';

export const reactionList: Handler<'reactionList'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store}, {roomId, seq}) {
    return {reactions: await store.reactionList({roomId, userId: me.userId, seq})};
  },
};
