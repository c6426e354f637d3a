/** Lists the members of a room, ordered by name. */
import type {Handler} from '../handler.ts';
import {readPage} from '../page.ts';

export const memberList: Handler<'memberList'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 1200, perSeconds: 60},
  async run({me, store, presence}, {roomId, afterName, limit}) {
    const after = afterName === undefined ? {} : {afterName};
    let total = 0;
    const page = await readPage(limit, async size => {
      const list = await store.memberList({roomId, userId: me.userId, ...after, limit: size});
      total = list.total;
      return list.members;
    });
    return {
      members: page.rows.map(({roleHere, ...account}) => ({
        ...presence.toUser(account),
        ...(roleHere !== undefined && {roleHere}),
      })),
      total,
      hasMore: page.hasMore,
    };
  },
};
