/** Room rules, member roles and removal of members. */
import {ChatError} from '../../../../shared/errors.ts';
import {ROOM_RIGHTS, roomRank, RULED_ACTIONS, type RoomRole} from '../../../../shared/access/roles.ts';
import type {RoomRules, RulesChange} from '../../../../shared/rules.ts';
import type {Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import {rulesOf, RULES_COLUMNS, type RulesRow, type Standing} from '../access/rights.ts';
import type {Rights} from '../access/rights.ts';
import type {Sqlite} from '../sqlite.ts';
import {requireNotLobby} from './lobby.ts';
import {openMembers, type MemberParts} from './members.ts';

type Governance = Pick<Store, 'roomRulesSet' | 'roomRoleSet' | 'memberRemove'>;

export function openGovernance(sqlite: Sqlite & MemberParts & {rights: Rights}): Governance {
  const {database, commits, roomLog, names, rights, writePermission} = sqlite;
  const members = openMembers(sqlite);
  const find = query<RulesRow, [number]>(database, `SELECT ${RULES_COLUMNS} FROM rooms WHERE room_id = ?`);
  const set = database.statement(
    `UPDATE rooms SET write_least = ?, invite_least = ?, mention_all_least = ?, slow_ms = ?, is_locked = ?, keep_days = ?
     WHERE room_id = ?`,
  );
  const setRole = database.statement('UPDATE members SET role = ? WHERE room_id = ? AND user_id = ?');
  const findOwner = query<{user_id: number}, [number]>(
    database,
    "SELECT user_id FROM members WHERE room_id = ? AND role = 'owner'",
  );

  /** @throws not-in-room; not-allowed in a conversation */
  function standingOf(roomId: number, userId: number): Standing {
    const standing = rights.standingOf(roomId, userId);
    if (standing === undefined) throw new ChatError('not-in-room', 'this room');
    if (standing.kind === 'direct') throw new ChatError('not-allowed');
    return standing;
  }

  /** @throws not-allowed */
  function requireRules(roomId: number, userId: number, rules: RulesChange): void {
    standingOf(roomId, userId);
    if (RULED_ACTIONS.some(action => rules[action] !== undefined) || rules.keepDays !== undefined)
      rights.requireRoom(roomId, userId, 'rulesSet');
    if (rules.slowMs !== undefined) rights.requireRoom(roomId, userId, 'slowMode');
    if (rules.isLocked !== undefined) rights.requireRoom(roomId, userId, 'lock');
  }

  const least = (rules: RoomRules, action: (typeof RULED_ACTIONS)[number]): RoomRole | null =>
    rules[action] === undefined || rules[action] === ROOM_RIGHTS[action].least ? null : rules[action];

  return {
    roomRulesSet: ({roomId, userId, rules, reason, entryId, atMs}) =>
      commits.writeWhole(() => {
        requireRules(roomId, userId, rules);
        if (reason !== '') writePermission.requireNotMuted(userId, atMs);
        const row = find.one(roomId);
        if (row === undefined) throw new ChatError('not-in-room', 'this room');
        const before = rulesOf(row);
        const next: RoomRules = {
          ...before,
          ...rules,
          slowMs: rules.slowMs ?? before.slowMs,
          isLocked: rules.isLocked ?? before.isLocked,
        };
        const written = RULED_ACTIONS.map(action => least(next, action));
        set.run(...written, next.slowMs, next.isLocked ? 1 : 0, next.keepDays || null, roomId);
        const now = rulesOf(find.one(roomId) ?? row);
        if (JSON.stringify(now) === JSON.stringify(before)) return now;
        writePermission.ruled(roomId);
        roomLog.append({roomId, userId, body: {kind: 'rulesChanged', id: entryId, rules: now, text: reason}, atMs});
        return now;
      }),
    roomRoleSet: ({roomId, userId, targetId, role, entryId, atMs}) =>
      commits.writeWhole(() => {
        standingOf(roomId, userId);
        rights.requireRoom(roomId, userId, 'roleSet');
        if (!members.has(roomId, targetId)) throw new ChatError('user-not-found', names.nameOf(targetId));
        const owner = findOwner.one(roomId)?.user_id;
        // The owner cannot just give up the role; the room has to be handed over.
        if (owner === targetId && role !== 'owner') throw new ChatError('owner-stays', names.nameOf(targetId));
        const former = role === 'owner' && owner !== targetId ? owner : undefined;
        if (former !== undefined) setRole.run('moderator', roomId, former);
        setRole.run(role, roomId, targetId);
        const target = names.nameOf(targetId);
        roomLog.append({roomId, userId, body: {kind: 'roleGiven', id: entryId, target, role}, atMs});
        return former === undefined ? {} : {formerOwnerId: former};
      }),
    memberRemove: ({roomId, userId, targetId, reason, entryId, atMs}) =>
      commits.writeWhole(() => {
        const own = standingOf(roomId, userId);
        rights.requireRoom(roomId, userId, 'memberRemove');
        requireNotLobby(roomId, 'lobby-stays');
        const target = rights.standingOf(roomId, targetId);
        if (target === undefined) throw new ChatError('user-not-found', names.nameOf(targetId));
        if (roomRank(target.role) >= roomRank(own.role)) throw new ChatError('not-allowed');
        if (reason !== '') writePermission.requireNotMuted(userId, atMs);
        const body = {kind: 'memberRemoved' as const, id: entryId, target: names.nameOf(targetId), text: reason};
        roomLog.append({roomId, userId, body, atMs});
        members.remove({roomId, userId: targetId});
      }),
  };
}
