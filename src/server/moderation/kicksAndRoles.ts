/** Kicks, server roles and deletion of other people's files; for admins and for the console. */
import {durationText} from '../../shared/words/duration.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {isInLobby, LOBBY, type Role} from '../../shared/model.ts';
import {mayOver} from '../../shared/access/roles.ts';
import type {ServerContext} from '../context.ts';
import {recordDeed, type Doer} from '../audit/audit.ts';
import {requireWordsAllowed} from './muteRefusal.ts';
import {kickOf} from '../storeContract/sanctionRefusals.ts';
import {openRoom} from '../rooms/rooms.ts';
import {recheckRequirementsOf} from './recheckRequirements.ts';
import {storable} from '../storeContract/storable.ts';
import {SERVER_SENDER, type Account} from '../storeContract/store.ts';

export interface Kick {
  by: Doer;
  name: string;
  reason: string;
  /** Duration of the kick; default ten minutes. */
  forMs?: number | undefined;
}

/**
 * Changes a role, with immediate effect on all devices; `owner` hands the server over. @throws user-not-found, not-allowed,
 * owner-stays
 */
export async function changeRole(
  server: ServerContext,
  {by, name, role}: {by: Doer; name: string; role: Role},
): Promise<void> {
  const {store, log, now} = server;
  const account = await store.accountFind(name);
  if (account === undefined) throw new ChatError('user-not-found', name);
  const {userId} = account;
  const {formerOwnerId} = await store.roleSet({userId, byUserId: by.userId, role, atMs: now()});
  log.info({by: by.name, name, role}, 'role changed');
  recordDeed(server, by, {method: 'role', about: `@${name} is ${role}`});
  await Promise.all([userId, ...(formerOwnerId === undefined ? [] : [formerOwnerId])].map(one => renew(server, one)));
}

/** Applies the stored role to all devices of a person, with the rooms that depend on it. */
async function renew(server: ServerContext, userId: number): Promise<void> {
  const {store, connections, files} = server;
  const [account, roomIds] = await Promise.all([store.accountFindById(userId), store.roomIdsOf(userId)]);
  if (account === undefined) return;
  // First checks whether the login meets the requirements of the new role.
  await recheckRequirementsOf(server, userId);
  const devices = connections.of(userId);
  const wasOutside = devices.some(device => device.account !== undefined && !isInLobby(device.account.role));
  for (const device of devices) {
    device.account = account;
    if (!device.isOpen || device.isEnding) continue;
    device.tell('roleChanged', {role: account.role});
    if (isInLobby(account.role)) continue;
    device.unsubscribe(LOBBY.roomId);
    device.tell('roomClosed', {roomId: LOBBY.roomId});
  }
  if (wasOutside && roomIds.includes(LOBBY.roomId)) await openRoom(server, LOBBY.roomId, userId);
  files.recheck(userId);
}

/**
 * Ends all connections and transfers of a person, tells them and the lobby, and refuses logins until the time is over. @throws
 * user-not-found, not-allowed, muted with a reason
 */
export async function kickUser(
  server: ServerContext,
  {by, name, reason, forMs = FIXED_LIMITS.kickMs}: Kick,
): Promise<void> {
  const {store, connections, files, log, now} = server;
  const account = await store.accountFind(name);
  if (account === undefined) throw new ChatError('user-not-found', name);
  const {userId} = account;
  await requireKick(server, by, {account, reason});
  const kick = {untilMs: now() + forMs, words: storable(reason === '' ? by.name : `${by.name} (${reason})`)};
  const failure = await store.kickSet(userId, {byUserId: by.userId, ...kick}).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof ChatError && failure.code === 'not-allowed') throw failure;
  // Connections are ended even if a full disk did not store the kick.
  const detail = kickOf({...account, kick}, now())?.detail;
  for (const connection of connections.of(userId)) connection.end('kicked', detail);
  files.recheck(userId);
  if (failure !== undefined) throw failure;
  log.info({by: by.name, name, forMs}, 'kick');
  recordDeed(server, by, {
    method: 'kick',
    about: `@${name} for ${durationText(forMs)}${reason === '' ? '' : `: ${reason}`}`,
  });
  const body = {kind: 'kicked' as const, id: server.newId(), target: name, forMs, text: reason};
  await store.entryAppend({roomId: LOBBY.roomId, userId: by.userId, body, atMs: now(), isDeed: true});
}

/**
 * Checks the permission before the store does, because the kick takes effect even if the store cannot write.
 * @throws not-allowed, muted
 */
async function requireKick(
  server: ServerContext,
  by: Doer,
  {account, reason}: {account: Account; reason: string},
): Promise<void> {
  if (by.userId === SERVER_SENDER.userId) return;
  const own = await server.store.accountFindById(by.userId);
  if (own === undefined || !mayOver(own.role, 'userKick', account.role)) throw new ChatError('not-allowed');
  await requireWordsAllowed(server, by, reason);
}

/** Deletes a file and tells its room. @throws file-not-found, file-gone */
export async function deleteFile(server: ServerContext, {by, fileId}: {by: Doer; fileId: string}): Promise<void> {
  const {store, files, log, newId, now} = server;
  const change = {fileId, userId: by.userId, state: 'cancelled' as const, entryId: newId(), atMs: now()};
  const {senderName: sender, sizeBytes} = await store.fileSettle({...change, isByAdmin: true});
  await files.remove(fileId);
  log.info({by: by.name, fileId, sender, sizeBytes}, 'file deleted');
  recordDeed(server, by, {method: 'delete', about: `${fileId} of @${sender}`});
}
