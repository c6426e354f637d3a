/** Lists the earlier texts of an edited message, oldest first. */
import type {Handler} from '../handler.ts';

export const versionList: Handler<'versionList'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store}, {roomId, seq}) {
    return {versions: await store.versionList({roomId, userId: me.userId, seq})};
  },
};
