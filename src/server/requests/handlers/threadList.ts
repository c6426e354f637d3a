/** Lists the answers in the thread of a message, oldest first. */
import type {Handler} from '../handler.ts';
import {pageSize} from '../page.ts';

export const threadList: Handler<'threadList'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  run: ({me, store}, {roomId, seq, beforeSeq, limit}) =>
    store.threadList({roomId, userId: me.userId, seq, beforeSeq, limit: pageSize(limit)}),
};
