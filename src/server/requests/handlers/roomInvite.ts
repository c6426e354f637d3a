/** Invites people into a room one is in; all of them or, when one cannot be, nobody. */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';

export const roomInvite: Handler<'roomInvite'> = {
  access: 'account',
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
    const invite = await store.inviteCreate({roomId, byUserId: me.userId, userIds, atMs: now()});
    for (const userId of userIds) connections.tell(userId, 'inviteReceived', invite);
    return {};
  },
};
