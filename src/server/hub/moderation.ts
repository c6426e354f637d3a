/** Keeping people out for a while, roles, and files of others; the same for admins and for the server's console. */
import {durationText} from '../../shared/duration.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Role} from '../../shared/model.ts';
import type {ServerContext} from '../context.ts';
import {recordDeed, type Doer} from './audit.ts';
import {kickOf} from './kicks.ts';
import {storable} from '../storable.ts';
import {LOBBY, SERVER_SENDER} from '../store.ts';

const RANK: Record<Role, number> = {member: 0, admin: 1, owner: 2};

export interface Kick {
  by: Doer;
  name: string;
  reason: string;
  /** How long they stay out; ten minutes where nothing is said. */
  forMs?: number | undefined;
}

/** @throws not-allowed */
export function requireRankAbove(role: Role, other: Role): void {
  if (RANK[role] <= RANK[other]) throw new ChatError('not-allowed');
}

/** Makes somebody an admin, or a member again; an owner stays what they are. @throws user-not-found, not-allowed */
export async function changeRole(server: ServerContext, name: string, role: 'admin' | 'member'): Promise<void> {
  const {store, connections, files, log} = server;
  const account = await store.accountFind(name);
  if (account === undefined) throw new ChatError('user-not-found', name);
  if (account.role === 'owner') throw new ChatError('owner-stays', name);
  await store.roleSet(account.userId, role);
  log.info({name, role}, 'role changed');
  recordDeed(server, SERVER_SENDER, {method: 'role', about: `@${name} is ${role}`});
  for (const connection of connections.of(account.userId)) {
    if (connection.account !== undefined) connection.account = {...connection.account, role};
  }
  connections.tell(account.userId, 'roleChanged', {role});
  files.recheck(account.userId);
}

/**
 * Ends all connections and transfers of a person, with notice to them and to the lobby; nobody comes in as that person before the time is over.
 * @throws user-not-found
 */
export async function kick(
  server: ServerContext,
  {by, name, reason, forMs = FIXED_LIMITS.kickMs}: Kick,
): Promise<void> {
  const {store, connections, files, log, now} = server;
  const account = await store.accountFind(name);
  if (account === undefined) throw new ChatError('user-not-found', name);
  const {userId} = account;
  const kick = {untilMs: now() + forMs, words: storable(reason === '' ? by.name : `${by.name} (${reason})`)};
  try {
    await store.kickSet(userId, kick);
  } finally {
    // Also where a full disk does not take it.
    const detail = kickOf({...account, kick}, now())?.detail;
    for (const connection of connections.of(userId)) connection.end('kicked', detail);
    files.recheck(userId);
  }
  log.info({by: by.name, name, forMs}, 'kick');
  recordDeed(server, by, {
    method: 'kick',
    about: `@${name} for ${durationText(forMs)}${reason === '' ? '' : `: ${reason}`}`,
  });
  const body = {kind: 'kicked' as const, id: server.newId(), target: name, forMs, text: reason};
  await store.entryAppend({roomId: LOBBY.roomId, userId: by.userId, body, atMs: now()});
}

/** The room is told; the bytes are gone at once. @throws file-not-found, file-gone */
export async function deleteFile(server: ServerContext, {by, fileId}: {by: Doer; fileId: string}): Promise<void> {
  const {store, files, log, newId, now} = server;
  const change = {fileId, userId: by.userId, state: 'cancelled' as const, entryId: newId(), atMs: now()};
  const {senderName: sender, sizeBytes} = await store.fileSettle({...change, isByAdmin: true});
  await files.remove(fileId);
  log.info({by: by.name, fileId, sender, sizeBytes}, 'file deleted');
  recordDeed(server, by, {method: 'delete', about: `${fileId} of @${sender}`});
}
