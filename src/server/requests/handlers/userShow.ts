/** Shows what is known about a person. */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';

export const userShow: Handler<'userShow'> = {
  access: 'account',
  token: {right: 'people', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({store, presence}, {name}) {
    const account = await store.accountFind(name);
    if (account === undefined) throw new ChatError('user-not-found', name);
    const {createdAtMs, lastSeenAtMs} = account;
    return {user: presence.toUser(account), createdAtMs, ...(lastSeenAtMs === undefined ? {} : {lastSeenAtMs})};
  },
};
