/** Invitation links in the database; a use is counted in the transaction that creates the account. */
import {ChatError} from '../../../../shared/errors.ts';
import {DAY_MS, FIXED_LIMITS} from '../../../../shared/limits.ts';
import {mayInRoom, mayOver, type ServerRole} from '../../../../shared/access/roles.ts';
import {
  OWN_INVITATION,
  type InvitationEnd,
  type SignInStore,
  type StoredInvitation,
} from '../../../storeContract/signIn.ts';
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {Rights} from './rights.ts';
import type {Sqlite} from '../sqlite.ts';

interface InvitationRow {
  invitation_id: number;
  by_user_id: number;
  role: ServerRole;
  note: string;
  made_at_ms: number;
  expires_at_ms: number | null;
  uses_max: number | null;
  uses: number;
  revoked_at_ms: number | null;
}

interface InvitedRoom {
  room_id: number;
  name: string;
  kind: string;
  is_locked: number;
}

/** Use of an invitation by a new account, inside its transaction; `counted` records the account. */
export interface InvitationUse {
  /** @throws invitation-over */
  take(codeHash: Uint8Array, nowMs: number): {invitationId: number; role: ServerRole; roomIds: readonly number[]};
  counted(invitationId: number, userId: number): void;
}

/** Reasons shown for `invitation-over`. */
const WHY: Readonly<Record<InvitationEnd, string>> = {
  used: 'it was used already',
  expired: 'it has expired',
  revoked: 'it was revoked',
  void: 'who made it may not invite any more',
};
/** How long ended invitations stay in the list, in ms. */
const LISTED_MS = 30 * DAY_MS;
const COLUMNS = 'invitation_id, by_user_id, role, note, made_at_ms, expires_at_ms, uses_max, uses, revoked_at_ms';

type Invitations = Pick<
  SignInStore<unknown>,
  | 'invitationCreate'
  | 'invitationList'
  | 'invitationFind'
  | 'invitationEnter'
  | 'invitationRevoke'
  | 'invitationRotate'
  | 'invitationOwn'
>;

/** Called inside a transaction. */
interface Joining {
  join(change: {roomId: number; userId: number; entryId: string; atMs: number}): void;
  has(roomId: number, userId: number): boolean;
}

export function openInvitations(
  sqlite: Sqlite & {rights: Rights},
  members: Joining,
): Invitations & {invitationUse: InvitationUse} {
  const {database, commits, names, newId, rights} = sqlite;
  const byCode = query<InvitationRow, [Uint8Array]>(database, `SELECT ${COLUMNS} FROM invitations WHERE code_hash = ?`);
  const byId = query<InvitationRow, [number]>(database, `SELECT ${COLUMNS} FROM invitations WHERE invitation_id = ?`);
  const page = query<InvitationRow, [number, number]>(
    database,
    `SELECT ${COLUMNS} FROM invitations WHERE invitation_id < ? ORDER BY invitation_id DESC LIMIT +?`,
  );
  // Deleted rooms keep a row under this name, so they are excluded.
  const roomsOf = query<InvitedRoom, [number]>(
    database,
    `SELECT room_id, name, kind, is_locked FROM invitation_rooms JOIN rooms USING (room_id)
     WHERE invitation_id = ? AND name <> '~' || room_id ORDER BY name`,
  );
  const isMember = query<{room_id: number}, [number, number]>(
    database,
    'SELECT room_id FROM members WHERE room_id = ? AND user_id = ?',
  );
  const countOpen = query<{count: number}, [number]>(
    database,
    `SELECT count(*) AS count FROM invitations WHERE revoked_at_ms IS NULL AND coalesce(expires_at_ms > ?, 1)
      AND coalesce(uses < uses_max, 1)`,
  );
  const dropOld = database.statement(
    `DELETE FROM invitations WHERE invitation_id <> ${OWN_INVITATION} AND made_at_ms < ?
      AND (revoked_at_ms < ? OR expires_at_ms < ? OR (uses >= uses_max AND made_at_ms < ?))`,
  );
  const insert = database.statement(
    `INSERT INTO invitations (code_hash, by_user_id, role, note, made_at_ms, expires_at_ms, uses_max)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertOwn = database.statement(
    `INSERT INTO invitations (invitation_id, code_hash, by_user_id, role, note, made_at_ms)
      VALUES (${OWN_INVITATION}, ?, ${SERVER_SENDER.userId}, 'member', 'the server’s own link', ?)`,
  );
  const insertRoom = database.statement('INSERT INTO invitation_rooms (invitation_id, room_id) VALUES (?, ?)');
  const use = database.statement('UPDATE invitations SET uses = uses + 1 WHERE invitation_id = ?');
  const revoke = database.statement('UPDATE invitations SET revoked_at_ms = ? WHERE invitation_id = ?');
  const rotate = database.statement(
    `UPDATE invitations SET code_hash = ?, made_at_ms = ?, expires_at_ms = ? + expires_at_ms - made_at_ms, uses = 0,
      revoked_at_ms = NULL, by_user_id = ? WHERE invitation_id = ?`,
  );
  const wasCounted = query<{user_id: number}, [number, number]>(
    database,
    'SELECT user_id FROM invitation_people WHERE invitation_id = ? AND user_id = ?',
  );
  const count = database.statement('INSERT OR IGNORE INTO invitation_people (invitation_id, user_id) VALUES (?, ?)');
  const forgetPeople = database.statement('DELETE FROM invitation_people WHERE invitation_id = ?');
  const wasRemoved = query<{room_id: number}, [number, number]>(
    database,
    'SELECT room_id FROM removals WHERE room_id = ? AND user_id = ?',
  );
  const setCode = database.statement('UPDATE invitations SET code_hash = ? WHERE invitation_id = ?');

  /** The creator's role must be higher than the role granted. */
  const mayGive = (byUserId: number, role: ServerRole): boolean =>
    byUserId === SERVER_SENDER.userId ? role !== 'owner' : mayOver(rights.roleOf(byUserId), 'inviteManage', role);
  const mayInviteInto = (roomId: number, byUserId: number): boolean => {
    const standing = rights.standingOf(roomId, byUserId);
    return standing !== undefined && mayInRoom(standing.role, 'invite', standing.rules);
  };

  function endOf(row: InvitationRow, nowMs: number): InvitationEnd | undefined {
    if (row.revoked_at_ms !== null) return 'revoked';
    if (row.uses_max !== null && row.uses >= row.uses_max) return 'used';
    if (row.expires_at_ms !== null && row.expires_at_ms <= nowMs) return 'expired';
    const isVoid = !mayGive(row.by_user_id, row.role) || rights.isShutOut(row.by_user_id, nowMs);
    return isVoid ? 'void' : undefined;
  }
  /** @param userId a person who may have used it before, for whom it is then not used up */
  function requireGood(codeHash: Uint8Array, nowMs: number, userId?: number): InvitationRow {
    const row = byCode.one(codeHash);
    if (row === undefined) throw new ChatError('invitation-over', 'nobody knows it here');
    const end = endOf(row, nowMs);
    const isTheirs = end === 'used' && userId !== undefined && wasCounted.one(row.invitation_id, userId) !== undefined;
    if (end !== undefined && !isTheirs) throw new ChatError('invitation-over', WHY[end]);
    return row;
  }
  /** Rooms into which the invitation's creator may still invite. */
  const openRooms = (row: InvitationRow): InvitedRoom[] =>
    roomsOf.all(row.invitation_id).filter(({room_id: roomId}) => mayInviteInto(roomId, row.by_user_id));

  const toInvitation = (row: InvitationRow, rooms: readonly InvitedRoom[], nowMs: number): StoredInvitation => {
    const end = endOf(row, nowMs);
    return {
      invitationId: row.invitation_id,
      by: names.nameOf(row.by_user_id),
      role: row.role,
      rooms: rooms.map(({room_id: roomId, name}) => ({roomId, name})),
      note: row.note,
      madeAtMs: row.made_at_ms,
      ...(row.expires_at_ms !== null && {expiresAtMs: row.expires_at_ms}),
      ...(row.uses_max !== null && {usesMax: row.uses_max}),
      uses: row.uses,
      ...(end !== undefined && {end}),
    };
  };

  return {
    invitationUse: {
      take(codeHash, nowMs) {
        const row = requireGood(codeHash, nowMs);
        use.run(row.invitation_id);
        // Nobody can join a locked room.
        const rooms = openRooms(row).filter(({is_locked: isLocked}) => isLocked === 0);
        return {
          invitationId: row.invitation_id,
          role: row.role,
          roomIds: rooms.map(({room_id: roomId}) => roomId),
        };
      },
      counted: (invitationId, userId) => void count.run(invitationId, userId),
    },
    invitationCreate: ({codeHash, byUserId, role, roomIds, note, atMs, expiresAtMs, usesMax}) =>
      commits.writeWhole(() => {
        rights.requireServer(byUserId, 'inviteManage');
        if (!mayGive(byUserId, role)) throw new ChatError('not-allowed');
        for (const roomId of roomIds) {
          const {kind} = rights.requireRoom(roomId, byUserId, 'invite');
          if (kind !== 'public' && kind !== 'private') throw new ChatError('not-allowed');
        }
        const oldMs = atMs - LISTED_MS;
        dropOld.run(oldMs, oldMs, oldMs, oldMs);
        if ((countOpen.one(atMs)?.count ?? 0) >= FIXED_LIMITS.invitationsMax)
          throw new ChatError('too-many-invitations', String(FIXED_LIMITS.invitationsMax));
        const {lastInsertRowid} = insert.run(codeHash, byUserId, role, note, atMs, expiresAtMs, usesMax);
        for (const roomId of new Set(roomIds)) insertRoom.run(lastInsertRowid, roomId);
        return Number(lastInsertRowid);
      }),
    invitationList: async ({byUserId, beforeId = Number.MAX_SAFE_INTEGER, limit, nowMs}) =>
      page.all(beforeId, limit).map(row => {
        const seen = roomsOf
          .all(row.invitation_id)
          .filter(({room_id: roomId, kind}) => kind === 'public' || isMember.one(roomId, byUserId) !== undefined);
        return toInvitation(row, seen, nowMs);
      }),
    async invitationFind(codeHash, nowMs) {
      const row = requireGood(codeHash, nowMs);
      return toInvitation(row, openRooms(row), nowMs);
    },
    invitationEnter: ({codeHash, userId, atMs}) =>
      commits.writeWhole(() => {
        const row = requireGood(codeHash, atMs, userId);
        const {invitation_id: invitationId} = row;
        const rooms = openRooms(row).filter(
          ({room_id: roomId, is_locked: isLocked}) =>
            isLocked === 0 && !members.has(roomId, userId) && wasRemoved.one(roomId, userId) === undefined,
        );
        for (const {room_id: roomId} of rooms) members.join({roomId, userId, entryId: newId(), atMs});
        if (rooms.length > 0 && wasCounted.one(invitationId, userId) === undefined) {
          use.run(invitationId);
          count.run(invitationId, userId);
        }
        const told = rooms.map(({room_id: roomId, name}) => ({roomId, name}));
        return {invitationId, by: names.nameOf(row.by_user_id), rooms: told};
      }),
    invitationRevoke: ({invitationId, byUserId, atMs}) =>
      commits.write(() => {
        rights.requireServer(byUserId, 'inviteManage');
        if (byId.one(invitationId) === undefined) throw new ChatError('invitation-not-found', String(invitationId));
        revoke.run(atMs, invitationId);
      }),
    invitationRotate: ({invitationId, byUserId, codeHash, atMs}) =>
      commits.write(() => {
        rights.requireServer(byUserId, 'inviteManage');
        const row = byId.one(invitationId);
        if (row === undefined) throw new ChatError('invitation-not-found', String(invitationId));
        // The caller gets a new code, so they must have the right to create such an invitation.
        const mayAll = roomsOf.all(invitationId).every(({room_id: roomId}) => mayInviteInto(roomId, byUserId));
        if (!mayGive(byUserId, row.role) || !mayAll) throw new ChatError('not-allowed');
        const maker = invitationId === OWN_INVITATION ? SERVER_SENDER.userId : byUserId;
        forgetPeople.run(invitationId);
        rotate.run(codeHash, atMs, atMs, maker, invitationId);
        const now = byId.one(invitationId);
        return {
          ...(now?.uses_max != null && {usesMax: now.uses_max}),
          ...(now?.expires_at_ms != null && {expiresAtMs: now.expires_at_ms}),
        };
      }),
    invitationOwn: ({known, fresh, atMs}) =>
      commits.write(() => {
        const own = byId.one(OWN_INVITATION);
        if (own?.revoked_at_ms != null) return 'revoked';
        if (own === undefined) insertOwn.run(known ?? fresh, atMs);
        else if (known !== undefined && byCode.one(known)?.invitation_id === OWN_INVITATION) return 'known';
        else setCode.run(fresh, OWN_INVITATION);
        return own === undefined && known !== undefined ? 'known' : 'fresh';
      }),
  };
}
