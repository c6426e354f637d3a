/** Permissions, by the role table; called inside transactions, so that a check is valid until the commit. */
import {ChatError} from '../../../../shared/errors.ts';
import type {Role, RoomKind} from '../../../../shared/model.ts';
import {
  mayInRoom,
  mayOnServer,
  roleInRoom,
  serverRank,
  type RoomAction,
  type RoomRole,
  type ServerAction,
} from '../../../../shared/access/roles.ts';
import {FIRST_RULES, type RoomRules} from '../../../../shared/rules.ts';
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import {query, type Database} from '../engine/database.ts';

/** A member of a room, with role and rules. */
export interface Standing {
  kind: RoomKind;
  /** Including what the server role adds. */
  role: RoomRole;
  rules: RoomRules;
  /** The room is read-only. */
  isArchived: boolean;
}

/** All methods are called inside a transaction. */
export interface Rights {
  /** The server itself has at least the owner's rights. */
  roleOf(userId: number): Role;
  /** @throws not-allowed */
  requireServer(userId: number, action: ServerAction): void;
  /** Requires the right, and a higher role than that of the target. @throws not-allowed, owner-stays */
  requireOver(byUserId: number, userId: number, action: ServerAction): void;
  /** Whether the account is disabled, or banned now. */
  isShutOut(userId: number, nowMs: number): boolean;
  /** `undefined` if they are not a member. */
  standingOf(roomId: number, userId: number): Standing | undefined;
  /** @throws not-in-room, not-allowed */
  requireRoom(roomId: number, userId: number, action: RoomAction): Standing;
}

interface StandingRow extends RulesRow {
  kind: RoomKind;
  room_role: RoomRole;
  server_role: Role;
  archived_at_ms: number | null;
}

/** Columns of the rules of a room. */
export interface RulesRow {
  write_least: RoomRole | null;
  invite_least: RoomRole | null;
  mention_all_least: RoomRole | null;
  slow_ms: number;
  is_locked: number;
  keep_days: number | null;
}

/** Lifts everything that locks an account out; a new owner must be able to log in. */
export const LET_IN =
  "kicked_until_ms = NULL, kick_words = '', banned_until_ms = NULL, ban_words = '', disabled_words = NULL";

export const RULES_COLUMNS = 'write_least, invite_least, mention_all_least, slow_ms, is_locked, keep_days';

export const rulesOf = (row: RulesRow): RoomRules => ({
  ...(row.write_least !== null && {write: row.write_least}),
  ...(row.invite_least !== null && {invite: row.invite_least}),
  ...(row.mention_all_least !== null && {mentionAll: row.mention_all_least}),
  slowMs: row.slow_ms,
  isLocked: row.is_locked === 1,
  ...(row.keep_days !== null && {keepDays: row.keep_days}),
});

export function openRights(database: Database): Rights {
  const findRole = query<{role: Role}, [number]>(database, 'SELECT role FROM accounts WHERE user_id = ?');
  const findStanding = query<StandingRow, [number, number]>(
    database,
    `SELECT kind, members.role AS room_role, accounts.role AS server_role, archived_at_ms, ${RULES_COLUMNS}
      FROM members JOIN rooms USING (room_id) JOIN accounts USING (user_id) WHERE members.room_id = ? AND user_id = ?`,
  );
  const nameOf = query<{name: string}, [number]>(database, 'SELECT name FROM accounts WHERE user_id = ?');
  const findShutOut = query<{user_id: number}, [number, number]>(
    database,
    'SELECT user_id FROM accounts WHERE user_id = ? AND (disabled_words IS NOT NULL OR banned_until_ms > ?)',
  );
  const findKind = query<{kind: RoomKind}, [number]>(database, 'SELECT kind FROM rooms WHERE room_id = ?');

  const roleOf = (userId: number): Role =>
    userId === SERVER_SENDER.userId ? 'owner' : (findRole.one(userId)?.role ?? 'guest');

  function standingOf(roomId: number, userId: number): Standing | undefined {
    if (userId === SERVER_SENDER.userId) {
      const kind = findKind.one(roomId)?.kind;
      return kind && {kind, role: 'owner', rules: FIRST_RULES, isArchived: false};
    }
    const row = findStanding.one(roomId, userId);
    if (row === undefined) return undefined;
    const {kind, room_role: roomRole, server_role: serverRole, archived_at_ms: archivedAtMs} = row;
    return {kind, role: roleInRoom(roomRole, serverRole), rules: rulesOf(row), isArchived: archivedAtMs !== null};
  }

  function requireServer(userId: number, action: ServerAction): void {
    if (!mayOnServer(roleOf(userId), action)) throw new ChatError('not-allowed');
  }

  return {
    roleOf,
    requireServer,
    requireOver(byUserId, userId, action) {
      requireServer(byUserId, action);
      const target = roleOf(userId);
      // The owner must always be able to log in; an owner who is to be banned or disabled hands the server over first.
      if (target === 'owner' && (action === 'userBan' || action === 'accountManage'))
        throw new ChatError('owner-stays', nameOf.one(userId)?.name ?? '');
      if (byUserId === SERVER_SENDER.userId) return;
      if (serverRank(roleOf(byUserId)) <= serverRank(target)) throw new ChatError('not-allowed');
    },
    isShutOut: (userId, nowMs) => findShutOut.one(userId, nowMs) !== undefined,
    standingOf,
    requireRoom(roomId, userId, action) {
      const standing = standingOf(roomId, userId);
      if (standing === undefined) throw new ChatError('not-in-room', 'this room');
      if (!mayInRoom(standing.role, action, standing.rules)) throw new ChatError('not-allowed');
      return standing;
    },
  };
}

/** Requires the right to delete messages of others; nobody has it in a conversation. @throws not-in-room, not-allowed */
export function requireRemoval(rights: Rights, roomId: number, userId: number): void {
  const {kind} = rights.requireRoom(roomId, userId, 'messageRemove');
  if (kind === 'direct' || kind === 'group') throw new ChatError('not-allowed');
}

/** Requires the right to pin messages; everybody has it in a conversation. @throws not-in-room, not-allowed */
export function requirePin(rights: Rights, roomId: number, userId: number): void {
  const kind = rights.standingOf(roomId, userId)?.kind;
  if (kind !== 'direct' && kind !== 'group') rights.requireRoom(roomId, userId, 'pin');
}
