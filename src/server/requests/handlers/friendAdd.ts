/** Sends a friend request, or accepts the one that this person has sent. */
import {idOf, tellFriends} from '../../rooms/friends.ts';
import type {Handler} from '../handler.ts';

export const friendAdd: Handler<'friendAdd'> = {
  access: 'account',
  token: {right: 'people', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {name, isAnswer = false}) {
    const otherId = await idOf(context, name);
    const step = {userId: context.me.userId, otherId, atMs: context.now(), isAnswer};
    return tellFriends(context, await context.store.friendAdd(step));
  },
};
