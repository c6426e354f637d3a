/** What is for oneself, newest first, over all rooms. */
import type {Handler} from '../handler.ts';
import {pageSize} from '../page.ts';

export const inboxList: Handler<'inboxList'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 300, perSeconds: 60},
  run: ({me, store, connection}, {before, limit}) =>
    store.inboxList({userId: me.userId, roomIds: connection.grant?.roomIds, before, limit: pageSize(limit)}),
};
