/** Searches the messages of the rooms one is in. */
import type {Handler} from '../handler.ts';

export const messageSearch: Handler<'messageSearch'> = {
  access: 'account',
  token: {right: 'read', where: 'filtered'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store, connection}, asked) {
    const roomIds = connection.grant?.roomIds;
    const found = await store.messageSearch({userId: me.userId, roomIds, ...asked});
    // How much is said elsewhere is nothing for a token that is good in some rooms only.
    return roomIds === undefined ? found : {...found, behind: Math.min(1, found.behind)};
  },
};
