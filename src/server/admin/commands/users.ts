/** All accounts, and from where they are connected. */
import {pageOf, type AdminBody} from '../body.ts';
import {hostPortOf} from '../../hub/connections.ts';

export const users: AdminBody<'users'> = async ({store, presence, connections}, asked) => {
  const after = asked.after === undefined ? {} : {afterName: asked.after};
  const found = await store.accountList({...after, limit: asked.limit + 1});
  return pageOf<'users', (typeof found)[number]>(
    found,
    asked,
    account => ({
      ...presence.toUser(account),
      createdAtMs: account.createdAtMs,
      connections: connections.of(account.userId).map(hostPortOf),
      ...(account.lastSeenAtMs !== undefined && {lastSeenAtMs: account.lastSeenAtMs}),
    }),
    last => last.name,
  );
};

export const who: AdminBody<'who'> = async ({connections, presence}, asked) => {
  const byName = new Map<string, string[]>();
  for (const connection of connections.all()) {
    const name = connection.account?.name ?? '';
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [hostPortOf(connection)]);
    else known.push(hostPortOf(connection));
  }
  const from = asked.after ?? '';
  const found = [...byName]
    .filter(([name]) => asked.after === undefined || name > from)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const page = pageOf<'who', [string, string[]]>(
    found,
    asked,
    ([name, all]) => ({name, connections: all.slice(0, SHOWN_MAX)}),
    ([name]) => name,
  );
  return page.next === undefined ? {...page, told: [`${presence.onlineCount()} online`]} : page;
};

/** Maximum number of connections listed per account, and of those without a login. */
const SHOWN_MAX = 50;
