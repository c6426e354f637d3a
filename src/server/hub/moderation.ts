/** Removing people for now; the same for admins and for the server's console. */
import {ChatError} from '../../shared/errors.ts';
import type {Role} from '../../shared/model.ts';
import type {ServerContext} from '../context.ts';
import {LOBBY} from '../store.ts';

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

/** Makes somebody an admin, or a member again; an owner stays what they are. @throws user-not-found, not-allowed */
export async function changeRole(server: ServerContext, name: string, role: 'admin' | 'member'): Promise<void> {
  const {store, connections, log} = server;
  const account = await store.accountFind(name);
  if (account === undefined) throw new ChatError('user-not-found', name);
  if (account.role === 'owner') throw new ChatError('owner-stays', name);
  await store.roleSet(account.userId, role);
  log.info({name, role}, 'role changed');
  for (const connection of connections.of(account.userId)) {
    if (connection.account !== undefined) connection.account = {...connection.account, role};
  }
  connections.tell(account.userId, 'roleChanged', {role});
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

/** The room is told; the bytes are gone at once. @throws file-not-found, file-gone */
export async function deleteFile(
  server: ServerContext,
  {by, fileId}: {by: {userId: number; name: string}; fileId: string},
): Promise<void> {
  const {store, files, log, newId, now} = server;
  const change = {fileId, userId: by.userId, state: 'cancelled' as const, entryId: newId(), atMs: now()};
  const {senderName: sender, sizeBytes} = await store.fileSettle({...change, isByAdmin: true});
  await files.remove(fileId);
  log.info({by: by.name, fileId, sender, sizeBytes}, 'file deleted');
}
