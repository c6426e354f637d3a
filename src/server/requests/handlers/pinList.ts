/** Lists the pinned messages of a room, the last pinned first. */
import type {Handler} from '../handler.ts';

export const pinList: Handler<'pinList'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store}, {roomId}) {
    return {entries: await store.pinList({roomId, userId: me.userId})};
  },
};
