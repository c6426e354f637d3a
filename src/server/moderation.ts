/** Removing people for now; the same for admins and for the server's console. */
import {ChatError} from '../shared/errors.ts';
import type {Role} from '../shared/model.ts';
import type {ServerContext} from './context.ts';
import {LOBBY} from './store.ts';

const RANK: Record<Role, number> = {member: 0, admin: 1, owner: 2};

export interface Kick {
  by: {userId: number; name: string};
  name: string;
  reason: string;
}

/** @throws not-allowed */
export function requireRankAbove(role: Role, other: Role): void {
  if (RANK[role] <= RANK[other]) throw new ChatError('not-allowed');
}

/** Ends all connections of a person, with notice to them and to the lobby. The account may log in again. @throws user-not-found */
export async function kick(server: ServerContext, {by, name, reason}: Kick): Promise<void> {
  const {store, connections, log} = server;
  const account = await store.accountFind(name);
  if (account === undefined) throw new ChatError('user-not-found', name);
  await store.entryAppend({
    roomId: LOBBY.roomId,
    userId: by.userId,
    body: {kind: 'kicked', id: server.newId(), target: name, text: reason},
    atMs: server.now(),
  });
  log.info({by: by.name, name}, 'kick');
  const detail = reason === '' ? by.name : `${by.name} (${reason})`;
  for (const connection of connections.of(account.userId)) connection.end('kicked', detail);
}
