/** Lists the threads that one follows, those with unread answers first. */
import type {Handler} from '../handler.ts';
import {mayIn} from '../../storeContract/signIn.ts';

export const followList: Handler<'followList'> = {
  access: 'account',
  token: {right: 'read', where: 'filtered'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store, connection}) {
    const threads = await store.followList({userId: me.userId});
    return {threads: threads.filter(({roomId}) => mayIn(connection.grant, roomId))};
  },
};
