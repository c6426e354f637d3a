/** Searches what was said in the rooms one is in. */
import type {Handler} from '../handler.ts';

export const messageSearch: Handler<'messageSearch'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  run: ({me, store, connection}, asked) =>
    store.messageSearch({userId: me.userId, roomIds: connection.grant?.roomIds, ...asked}),
};
