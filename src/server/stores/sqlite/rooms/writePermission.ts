/**
 * Whether a person may write in a room now: membership, rules, slow mode, mutes. Rooms with rules and muted people are cached in
 * memory, so that the usual case needs no query.
 */
import {ChatError} from '../../../../shared/errors.ts';
import {mayInRoom} from '../../../../shared/access/roles.ts';
import type {RoomRules} from '../../../../shared/rules.ts';
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import {muteOf} from '../../../storeContract/sanctionRefusals.ts';
import {query, type Database} from '../engine/database.ts';
import type {Rights} from '../access/rights.ts';

/** All methods are called inside a transaction. */
export interface WritePermission {
  /** @throws not-in-room */
  requireMember: (roomId: number, userId: number) => void;
  /** The error if a person may not write here now. Slow mode applies only to entries that count as unread. */
  refusal(place: {roomId: number; userId: number; atMs: number; isCounted: boolean}): ChatError | undefined;
  /** The error for a muted person. */
  muteRefusal(userId: number, atMs: number): ChatError | undefined;
  /** @throws muted */
  requireNotMuted(userId: number, atMs: number): void;
  /** Records a counted entry, for slow mode. */
  wrote(roomId: number, userId: number, atMs: number): void;
  /** The rules of a room have changed. */
  ruled(roomId: number): void;
  /** A mute was set or removed. */
  muted(userId: number): void;
  /** Discards the cache after a rollback; the rows in the database count. */
  forget(): void;
}

const HAS_RULES = 'is_locked = 1 OR slow_ms > 0 OR write_least IS NOT NULL OR archived_at_ms IS NOT NULL';

export function openWritePermission(database: Database, rights: Rights): WritePermission {
  const findMember = query<{user_id: number}, [number, number]>(
    database,
    'SELECT user_id FROM members WHERE room_id = ? AND user_id = ?',
  );
  const all = query<{room_id: number}, []>(database, `SELECT room_id FROM rooms WHERE ${HAS_RULES}`);
  const one = query<{room_id: number}, [number]>(
    database,
    `SELECT room_id FROM rooms WHERE room_id = ? AND (${HAS_RULES})`,
  );
  const allMuted = query<{user_id: number}, []>(
    database,
    'SELECT user_id FROM accounts WHERE muted_until_ms IS NOT NULL',
  );
  const mute = query<{muted_until_ms: number | null; mute_words: string}, [number]>(
    database,
    'SELECT muted_until_ms, mute_words FROM accounts WHERE user_id = ?',
  );
  const lastWrote = query<{last_wrote_ms: number | null; name: string}, [number, number]>(
    database,
    `SELECT last_wrote_ms, rooms.name FROM members JOIN rooms USING (room_id) WHERE room_id = ? AND user_id = ?`,
  );
  const setLastWrote = database.statement('UPDATE members SET last_wrote_ms = ? WHERE room_id = ? AND user_id = ?');
  const ruled = new Set(all.all().map(row => row.room_id));
  const mutedIds = new Set(allMuted.all().map(row => row.user_id));
  /** Rooms changed since the last rollback, which may revert their rows. */
  const changedRooms = new Set<number>();
  const changedPeople = new Set<number>();

  function requireMember(roomId: number, userId: number): void {
    if (userId === SERVER_SENDER.userId) return;
    if (findMember.one(roomId, userId) === undefined) throw new ChatError('not-in-room', 'this room');
  }

  function readRoom(roomId: number): void {
    if (one.one(roomId) === undefined) ruled.delete(roomId);
    else ruled.add(roomId);
  }
  function readPerson(userId: number): void {
    if (typeof mute.one(userId)?.muted_until_ms === 'number') mutedIds.add(userId);
    else mutedIds.delete(userId);
  }
  function muteRefusal(userId: number, atMs: number): ChatError | undefined {
    const row = mutedIds.has(userId) ? mute.one(userId) : undefined;
    if (row === undefined || row.muted_until_ms === null) return undefined;
    return muteOf({mute: {untilMs: row.muted_until_ms, words: row.mute_words}}, atMs);
  }
  function slowRefusal(roomId: number, userId: number, {slowMs}: RoomRules, atMs: number): ChatError | undefined {
    const lastMs = lastWrote.one(roomId, userId)?.last_wrote_ms ?? Number.NEGATIVE_INFINITY;
    // A clock that was set back must not extend the wait.
    const waitMs = Math.min(lastMs + slowMs - atMs, slowMs);
    return waitMs > 0 ? new ChatError('slow-mode', String(Math.ceil(waitMs / 1_000))) : undefined;
  }

  return {
    requireMember,
    refusal({roomId, userId, atMs, isCounted}) {
      if (userId === SERVER_SENDER.userId) return undefined;
      const refused = mutedIds.size === 0 ? undefined : muteRefusal(userId, atMs);
      if (refused !== undefined || !ruled.has(roomId)) return refused;
      const standing = rights.standingOf(roomId, userId);
      // For a person who is not in the room, `requireMember` throws the error.
      if (standing === undefined) return undefined;
      const {role, rules, isArchived} = standing;
      if (isArchived) return new ChatError('room-archived', `#${lastWrote.one(roomId, userId)?.name ?? ''}`);
      if (rules.isLocked && !mayInRoom(role, 'lock'))
        return new ChatError('room-locked', `#${lastWrote.one(roomId, userId)?.name ?? ''}`);
      if (!mayInRoom(role, 'write', rules))
        return new ChatError('write-not-yours', rules.write === 'owner' ? 'the owner' : 'moderators');
      if (!isCounted || rules.slowMs === 0 || mayInRoom(role, 'slowMode')) return undefined;
      return slowRefusal(roomId, userId, rules, atMs);
    },
    muteRefusal,
    requireNotMuted(userId, atMs) {
      const refused = muteRefusal(userId, atMs);
      if (refused !== undefined) throw refused;
    },
    wrote(roomId, userId, atMs) {
      if (ruled.has(roomId)) setLastWrote.run(atMs, roomId, userId);
    },
    ruled(roomId) {
      changedRooms.add(roomId);
      readRoom(roomId);
    },
    muted(userId) {
      changedPeople.add(userId);
      readPerson(userId);
    },
    forget() {
      for (const roomId of changedRooms) readRoom(roomId);
      for (const userId of changedPeople) readPerson(userId);
      changedRooms.clear();
      changedPeople.clear();
    },
  };
}
