/** Lists public rooms and one’s own, ordered by name. */
import type {Handler} from '../handler.ts';
import {readPage} from '../page.ts';

export const roomList: Handler<'roomList'> = {
  access: 'account',
  token: {right: 'read', where: 'filtered'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store, connection}, {afterName, limit}) {
    const after = afterName === undefined ? {} : {afterName};
    const page = await readPage(limit, size =>
      store.roomList({userId: me.userId, roomIds: connection.grant?.roomIds, ...after, limit: size}),
    );
    return {rooms: page.rows, hasMore: page.hasMore};
  },
};
