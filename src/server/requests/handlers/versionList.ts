/** What an edited message has said before. */
import type {Handler} from '../handler.ts';

export const versionList: Handler<'versionList'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store}, {roomId, seq}) {
    return {versions: await store.versionList({roomId, userId: me.userId, seq})};
  },
};
