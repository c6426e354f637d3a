/** Ends a friendship, withdraws a request or declines one; who is declined is not told. */
import {idOf, tellFriends} from '../../rooms/friends.ts';
import type {Handler} from '../handler.ts';

export const friendRemove: Handler<'friendRemove'> = {
  access: 'account',
  token: {right: 'people', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {name}) {
    const otherId = await idOf(context, name);
    return tellFriends(context, await context.store.friendRemove({userId: context.me.userId, otherId}));
  },
};
