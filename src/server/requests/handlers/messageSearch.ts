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
    // A token limited to some rooms must not learn how many entries other rooms have.
    return roomIds === undefined ? found : {...found, behind: Math.min(1, found.behind)};
  },
};
