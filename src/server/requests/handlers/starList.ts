/** Lists the messages that one has starred in all rooms one is in, the last starred first. */
import type {Handler} from '../handler.ts';
import {readPage} from '../page.ts';

export const starList: Handler<'starList'> = {
  access: 'account',
  token: {right: 'read', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store}, {before, limit}) {
    const {rows, hasMore} = await readPage(limit, count =>
      store.starList({userId: me.userId, ...(before !== undefined && {before}), limit: count}),
    );
    return {stars: rows, hasMore};
  },
};
