/** The threads that one follows. */
import type {Handler} from '../handler.ts';

export const followList: Handler<'followList'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  run: async ({me, store}) => ({threads: await store.followList({userId: me.userId})}),
};
