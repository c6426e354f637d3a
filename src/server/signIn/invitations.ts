/** Invitation links: creating, listing, revoking, rotating, and what a code grants. */
import {roomNameOf} from '../../shared/words/typedName.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {ServerRole} from '../../shared/access/roles.ts';
import type {Context, ServerContext} from '../context.ts';
import {requireAddressTry} from './sessions.ts';
import {openRoom} from '../rooms/rooms.ts';
import {doerOf, recordDeed, type Doer} from '../audit/audit.ts';
import {OWN_INVITATION, type StoredInvitation} from '../storeContract/signIn.ts';
import {storable} from '../storeContract/storable.ts';
import {codeHashOf, newCode} from '../door/code.ts';

export interface Wanted {
  role?: ServerRole | undefined;
  rooms?: readonly string[] | undefined;
  usesMax?: number | undefined;
  forMs?: number | undefined;
  note?: string | undefined;
}

export interface MadeInvitation {
  invitationId: number;
  link: string;
  role: ServerRole;
  usesMax?: number | undefined;
  expiresAtMs?: number | undefined;
}

const ROOMS_MAX = 20;
const NOTE_MAX = 100;

/** @throws not-allowed, room-not-found, too-many-invitations */
export async function makeInvitation(server: ServerContext, by: Doer, wanted: Wanted): Promise<MadeInvitation> {
  const {store, now, newToken, log} = server;
  const {role = 'member', rooms = [], usesMax = 1, forMs = FIXED_LIMITS.invitationMs, note = ''} = wanted;
  if (rooms.length > ROOMS_MAX) throw new ChatError('bad-request', `at most ${ROOMS_MAX} rooms`);
  const roomIds = await Promise.all(rooms.map(room => roomIdOf(server, by, room)));
  const code = newCode(newToken);
  const expiresAtMs = now() + forMs;
  const invitationId = await store.invitationCreate({
    codeHash: codeHashOf(code),
    byUserId: by.userId,
    role,
    roomIds,
    note: storable(note).slice(0, NOTE_MAX).toWellFormed(),
    atMs: now(),
    expiresAtMs,
    usesMax,
  });
  log.info({by: by.name, invitationId, role, usesMax}, 'invitation made');
  recordDeed(server, by, {method: 'invite', about: `${invitationId} for ${usesMax} as ${role}`});
  return {invitationId, link: server.linkOf({inviteCode: code}), role, usesMax, expiresAtMs};
}

async function roomIdOf({store}: ServerContext, by: Doer, typed: string): Promise<number> {
  const name = roomNameOf(typed);
  const found = await store.roomFind(name, by.userId);
  if (found === undefined) throw new ChatError('room-not-found', `#${name}`.slice(0, 70));
  return found.roomId;
}

/** @throws not-allowed, invitation-not-found */
export async function revokeInvitation(server: ServerContext, by: Doer, invitationId: number): Promise<void> {
  await server.store.invitationRevoke({invitationId, byUserId: by.userId, atMs: server.now()});
  if (invitationId === OWN_INVITATION) await server.ownInvitation.set(undefined);
  server.log.info({by: by.name, invitationId}, 'invitation revoked');
  recordDeed(server, by, {method: 'invite', about: `${invitationId} revoked`});
}

/**
 * Invalidates the previous link; the new one has its original number of uses and lifetime. @throws not-allowed,
 * invitation-not-found
 */
export async function rotateInvitation(server: ServerContext, by: Doer, invitationId: number): Promise<string> {
  const {store, now, newToken, log, ownInvitation} = server;
  const code = newCode(newToken);
  await store.invitationRotate({invitationId, byUserId: by.userId, codeHash: codeHashOf(code), atMs: now()});
  if (invitationId === OWN_INVITATION) await ownInvitation.set(code);
  log.info({by: by.name, invitationId}, 'invitation rotated');
  recordDeed(server, by, {method: 'invite', about: `${invitationId} rotated`});
  return server.linkOf({inviteCode: code});
}

/** Uses an invitation with an existing account, whose role does not change. @throws invitation-over, too-many-rooms */
export async function useInvitation(context: Context, inviteCode: string): Promise<{by: string; rooms: string[]}> {
  const {me, store, connection, now} = context;
  requireAddressTry(context, connection.address);
  const codeHash = codeHashOf(inviteCode);
  const {invitationId, by, rooms} = await store.invitationEnter({codeHash, userId: me.userId, atMs: now()});
  if (rooms.length > 0) recordDeed(context, doerOf(me, connection), {method: 'invite', about: `${invitationId} used`});
  for (const {roomId} of rooms) await openRoom(context, roomId, me.userId);
  return {by, rooms: rooms.map(({name}) => name)};
}

/** @throws invitation-over */
export const findInvitation = ({store, now}: ServerContext, code: string): Promise<StoredInvitation> =>
  store.invitationFind(codeHashOf(code), now());
