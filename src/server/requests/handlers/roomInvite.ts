/** Invites people to a room one is in: all of them, or nobody when one of them cannot be invited. */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';

export const roomInvite: Handler<'roomInvite'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({me, store, connections, now}, {roomId, names}) {
    const people = await Promise.all(
      [...new Set(names)].map(async name => {
        const account = await store.accountFind(name);
        if (account === undefined) throw new ChatError('user-not-found', name);
        return account;
      }),
    );
    const userIds = people.map(({userId}) => userId);
    const {invite, toldIds} = await store.inviteCreate({roomId, byUserId: me.userId, userIds, atMs: now()});
    for (const userId of toldIds) connections.tell(userId, 'inviteReceived', invite);
    return {};
  },
};
