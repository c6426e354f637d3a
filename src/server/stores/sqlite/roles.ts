/** Server roles: changing them and handing over ownership; there is exactly one owner. */
import {ChatError} from '../../../shared/errors.ts';
import {isInLobby, LOBBY, type Role} from '../../../shared/model.ts';
import {serverRank} from '../../../shared/access/roles.ts';
import {SERVER_SENDER, type Store} from '../../storeContract/store.ts';
import {query} from './engine/database.ts';
import {openMembers, type MemberParts} from './rooms/members.ts';
import {LET_IN, type Rights} from './access/rights.ts';
import type {Sqlite} from './sqlite.ts';

interface Target {
  userId: number;
  role: Role;
  name: string;
}

export function openRoles(sqlite: Sqlite & MemberParts & {rights: Rights}): Pick<Store, 'roleSet'> {
  const {database, commits, rights, newId} = sqlite;
  const members = openMembers(sqlite);
  const find = query<Omit<Target, 'userId'>, [number]>(
    database,
    'SELECT role, name FROM accounts WHERE user_id = ? AND deleted_at_ms IS NULL',
  );
  const owner = query<{user_id: number}, []>(database, "SELECT user_id FROM accounts WHERE role = 'owner'");
  const set = database.statement('UPDATE accounts SET role = ? WHERE user_id = ?');
  // A password reset is only valid for the role for which it was created.
  const dropReset = database.statement('DELETE FROM password_resets WHERE user_id = ?');
  const letIn = database.statement(`UPDATE accounts SET ${LET_IN} WHERE user_id = ?`);

  /** @throws not-allowed, owner-stays */
  function requireRight(byUserId: number, target: Target, role: Role): void {
    if (role === 'owner') return rights.requireServer(byUserId, 'ownerHandOver');
    rights.requireServer(byUserId, 'roleSet');
    if (target.role === 'owner') throw new ChatError('owner-stays', target.name);
    rights.requireOver(byUserId, target.userId, 'roleSet');
    const isBelow = byUserId === SERVER_SENDER.userId || serverRank(rights.roleOf(byUserId)) > serverRank(role);
    if (!isBelow) throw new ChatError('not-allowed');
  }

  /** Joins or leaves the lobby according to the role. */
  function moveLobby(userId: number, role: Role, atMs: number): void {
    const place = {roomId: LOBBY.roomId, userId, entryId: newId(), atMs};
    const isThere = members.has(LOBBY.roomId, userId);
    if (isInLobby(role) === isThere) return;
    if (isThere) members.leave(place);
    else members.join(place);
  }

  return {
    roleSet: ({userId, byUserId, role, atMs}) =>
      commits.writeWhole(() => {
        const target = find.one(userId);
        if (target === undefined) throw new ChatError('user-not-found', 'with this number');
        if (target.role === role && role === 'owner') return {};
        requireRight(byUserId, {userId, ...target}, role);
        const former = role === 'owner' ? owner.one()?.user_id : undefined;
        if (former !== undefined) set.run('admin', former);
        set.run(role, userId);
        for (const one of former === undefined ? [userId] : [userId, former]) dropReset.run(one);
        if (role === 'owner') letIn.run(userId);
        moveLobby(userId, role, atMs);
        return former === undefined ? {} : {formerOwnerId: former};
      }),
  };
}
