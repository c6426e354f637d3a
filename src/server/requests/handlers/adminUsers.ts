/** Lists all accounts with their connections, ordered by name. */
import {hostPortOf} from '../../hub/connections.ts';
import type {Handler} from '../handler.ts';
import {readPage} from '../page.ts';

export const adminUsers: Handler<'adminUsers'> = {
  access: 'userList',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({store, presence, connections}, {afterName, limit}) {
    const after = afterName === undefined ? {} : {afterName};
    const page = await readPage(limit, size => store.accountList({...after, limit: size}));
    const users = page.rows.map(account => ({
      user: presence.toUser(account),
      createdAtMs: account.createdAtMs,
      connections: connections.of(account.userId).map(hostPortOf),
      ...(account.lastSeenAtMs === undefined ? {} : {lastSeenAtMs: account.lastSeenAtMs}),
    }));
    return {users, hasMore: page.hasMore};
  },
};
