/** A page of a room's log, oldest first: after or before a seq, or the newest. */
import type {Handler} from '../handler.ts';
import {pageSize} from '../page.ts';

export const entryList: Handler<'entryList'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 6000, perSeconds: 60},
  run({me, store}, {roomId, beforeSeq, afterSeq, limit}) {
    return store.entryList({
      roomId,
      userId: me.userId,
      ...(beforeSeq === undefined ? {} : {beforeSeq}),
      ...(afterSeq === undefined ? {} : {afterSeq}),
      limit: pageSize(limit),
    });
  },
};
