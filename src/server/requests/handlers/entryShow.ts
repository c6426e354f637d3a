/** Returns single entries of a room, such as the originals of answers, as far as they exist. */
import type {Handler} from '../handler.ts';

export const entryShow: Handler<'entryShow'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store}, {roomId, seqs}) {
    return {entries: await store.entryShow({roomId, userId: me.userId, seqs: [...new Set(seqs)]})};
  },
};
