/** Returns a page of a room’s log, oldest first: after or before a seq, or the newest. */
import type {Handler} from '../handler.ts';
import {removedEntries} from '../removedEntries.ts';
import {pageSize} from '../page.ts';

export const entryList: Handler<'entryList'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 6000, perSeconds: 60},
  async run({me, store, connection}, {roomId, beforeSeq, afterSeq, limit}) {
    const {firstSeq, ...page} = await store.entryList({
      roomId,
      userId: me.userId,
      ...(beforeSeq === undefined ? {} : {beforeSeq}),
      ...(afterSeq === undefined ? {} : {afterSeq}),
      limit: pageSize(limit),
    });
    if (firstSeq === 1) return page;
    if (connection.dialect.capabilities.includes('retention')) return {...page, firstSeq};
    const removed = removedEntries({roomId, afterSeq, beforeSeq, firstSeq, limit: pageSize(limit)});
    return removed.length === 0 ? page : {...page, entries: removed};
  },
};
