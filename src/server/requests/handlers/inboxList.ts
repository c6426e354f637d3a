/** Lists mentions, answers, reactions, offers and invitations of all rooms, newest first. */
import type {Handler} from '../handler.ts';
import {pageSize} from '../page.ts';

export const inboxList: Handler<'inboxList'> = {
  access: 'account',
  token: {right: 'read', where: 'filtered'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 300, perSeconds: 60},
  run: ({me, store, connection}, {before, limit}) =>
    store.inboxList({userId: me.userId, roomIds: connection.grant?.roomIds, before, limit: pageSize(limit)}),
};
