/**
 * Program tokens: created with rights, rooms and an expiry, listed, revoked. Each is a session with fewer rights than its
 * account.
 */
import type {ProgramToken} from '../../shared/model.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Params, Result} from '../../shared/protocol.ts';
import type {Context, ServerContext} from '../context.ts';
import {requireSinceFactor} from './required.ts';
import {isSameToken, tokenHashOf} from './sessions.ts';
import {toRoom} from '../rooms/rooms.ts';
import {doerOf, recordDeed, type Doer} from '../audit/audit.ts';
import {storable} from '../storeContract/storable.ts';
import type {StoredSession} from '../storeContract/signIn.ts';
import {cutOff} from './devices.ts';

/** @throws too-many-tokens, not-in-room, login-too-old, bad-request */
export async function makeToken(
  context: Context,
  {name: typed, rights, roomIds, forMs}: Params<'tokenCreate'>,
): Promise<Result<'tokenCreate'>> {
  const {me, store, connection, newToken, now} = context;
  const name = storable(typed).trim();
  if (name === '') throw new ChatError('bad-request', 'name');
  const token = newToken();
  const [createdAtMs, expiresAtMs] = [now(), now() + forMs];
  const grant = {
    rights: [...new Set(rights)],
    ...(roomIds !== undefined && {roomIds: [...new Set(roomIds)]}),
    expiresAtMs,
  };
  // A token must not bypass requirements that its creating session does not meet.
  const made = connection.tokenHash && (await store.sessionFind(connection.tokenHash, createdAtMs));
  await requireSinceFactor(context, me.userId, made);
  const isBySshKey = made?.isBySshKey === true;
  const session = {userId: me.userId, deviceName: name, createdAtMs, lastUsedAtMs: createdAtMs, grant, isBySshKey};
  const number = await store.sessionCreate({...session, tokenHash: tokenHashOf(token)});
  // The session may have been ended while the token was stored.
  if (connection.isEnding) {
    await store.sessionDelete(tokenHashOf(token));
    throw new ChatError('disconnected');
  }
  const where = roomIds === undefined ? 'all rooms' : `${grant.roomIds?.length ?? 0} rooms`;
  const about = `${number} “${name}” made: ${grant.rights.join(' ')}; ${where}; until ${new Date(expiresAtMs).toISOString()}`;
  recordDeed(context, doerOf(me, connection), {method: 'program-token', about});
  return {number, token, expiresAtMs};
}

/** @param seenBy person to whom other rooms are only shown as a number, such as `+2` */
export async function toProgramToken(
  server: ServerContext,
  session: StoredSession,
  seenBy: number,
): Promise<ProgramToken | undefined> {
  const {number, deviceName: name, userId, tokenHash, createdAtMs, lastUsedAtMs, address, grant} = session;
  if (grant === undefined) return undefined;
  const here = server.connections
    .of(userId)
    .filter(one => one.tokenHash !== undefined && isSameToken(one.tokenHash, tokenHash));
  const rooms = grant.roomIds && (await roomNames(server, grant.roomIds, seenBy));
  return {
    number,
    name,
    rights: [...grant.rights],
    ...(rooms !== undefined && {rooms}),
    createdAtMs,
    expiresAtMs: grant.expiresAtMs,
    lastUsedAtMs: here.length > 0 ? server.now() : lastUsedAtMs,
    address: here[0]?.address ?? address,
    connections: here.length,
  };
}

async function roomNames(server: ServerContext, roomIds: readonly number[], userId: number): Promise<string[]> {
  const found = await Promise.all(roomIds.map(roomId => server.store.membershipFind(roomId, userId)));
  const names = found.flatMap(membership => {
    if (membership === undefined) return [];
    const {kind, name} = toRoom(server, membership, userId);
    return [`${kind === 'direct' || kind === 'group' ? '@' : '#'}${name}`];
  });
  const others = roomIds.length - names.length;
  return others === 0 ? names : [...names, `+${others}`];
}

/** Revokes a token of the caller, or of somebody with a lower role. @throws token-not-found, not-allowed, owner-stays */
export async function revokeProgramToken(
  server: ServerContext,
  by: Doer,
  {userId, name, number}: {userId: number; name: string; number: number},
): Promise<void> {
  const {store, now} = server;
  const [found] = await store.tokenList({userId, after: {userId, number: number - 1}, limit: 1, nowMs: now()});
  if (found?.number !== number) throw new ChatError('token-not-found', String(number));
  cutOff(server, await store.sessionRevoke({userId, byUserId: by.userId, number}));
  recordDeed(server, by, {method: 'program-token', about: `${number} “${found.deviceName}” of @${name} revoked`});
}
