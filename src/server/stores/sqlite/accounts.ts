/** Accounts: creating, finding, passwords, last seen. */
import {ChatError} from '../../../shared/errors.ts';
import {isInLobby, LOBBY, type Role} from '../../../shared/model.ts';
import type {Store} from '../../storeContract/store.ts';
import {ACCOUNT_COLUMNS, toAccount, type AccountRow} from './accountRow.ts';
import {query} from './engine/database.ts';
import type {InvitationUse} from './access/invitations.ts';
import {openMembers, type MemberParts} from './rooms/members.ts';
import type {Rights} from './access/rights.ts';
import {openRetiredNames} from './sealed/accountLinks.ts';
import type {Sqlite} from './sqlite.ts';

type Accounts = Pick<
  Store,
  | 'accountCreate'
  | 'accountFind'
  | 'accountFindById'
  | 'accountList'
  | 'hasDisplayNames'
  | 'hasOwner'
  | 'kickSet'
  | 'passwordSet'
  | 'lastSeenSet'
>;

export function openAccounts(sqlite: Sqlite & MemberParts & {rights: Rights}, invitations: InvitationUse): Accounts {
  const {database, commits, newId, rights} = sqlite;
  const members = openMembers(sqlite);
  const isRetired = openRetiredNames(database);
  const byName = query<AccountRow, [string]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE name = ? AND deleted_at_ms IS NULL`,
  );
  const byId = query<AccountRow, [number]>(database, `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE user_id = ?`);
  const page = query<AccountRow, [string, number]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE name > ? AND deleted_at_ms IS NULL ORDER BY name LIMIT +?`,
  );
  const owner = query<{user_id: number}, []>(database, "SELECT user_id FROM accounts WHERE role = 'owner' LIMIT 1");
  // Cached, because without any display name the query scans all accounts.
  let hasDisplayNames =
    query<{user_id: number}, []>(database, "SELECT user_id FROM accounts WHERE display_name <> '' LIMIT 1").one() !==
    undefined;
  const insert = database.statement(
    'INSERT INTO accounts (name, display_name, role, password_hash, created_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const setKick = database.statement('UPDATE accounts SET kicked_until_ms = ?, kick_words = ? WHERE user_id = ?');
  const setPassword = database.statement(
    'UPDATE accounts SET password_hash = ? WHERE user_id = ? AND password_hash = ?',
  );
  const endSessions = database.statement('DELETE FROM sessions WHERE user_id = ? AND token_hash IS NOT ?');
  const setLastSeen = database.statement('UPDATE accounts SET last_seen_at_ms = ? WHERE user_id = ?');
  const optional = (row: AccountRow | undefined) => (row === undefined ? undefined : toAccount(row));

  return {
    accountCreate: ({name, displayName, passwordHash, isOwner = false, invitation, atMs}) =>
      commits.writeWhole(() => {
        if (byName.one(name) !== undefined || isRetired(name)) throw new ChatError('name-taken', name);
        if (isOwner && owner.one() !== undefined) throw new ChatError('owner-code-wrong');
        const invited = invitation && invitations.take(invitation, atMs);
        const role: Role = isOwner ? 'owner' : (invited?.role ?? 'member');
        const userId = Number(insert.run(name, displayName, role, passwordHash, atMs).lastInsertRowid);
        if (invited !== undefined) invitations.counted(invited.invitationId, userId);
        hasDisplayNames ||= displayName !== '';
        const rooms = new Set([...(isInLobby(role) ? [LOBBY.roomId] : []), ...(invited?.roomIds ?? [])]);
        for (const roomId of rooms) members.join({roomId, userId, entryId: newId(), atMs});
        const account = {userId, name, displayName, role, passwordHash, createdAtMs: atMs};
        return invited === undefined ? account : {...account, invitationId: invited.invitationId};
      }),
    accountFind: async name => optional(byName.one(name)),
    accountFindById: async userId => optional(byId.one(userId)),
    accountList: async ({afterName = '', limit}) => page.all(afterName, limit).map(toAccount),
    hasDisplayNames: async () => hasDisplayNames,
    hasOwner: async () => owner.one() !== undefined,
    kickSet: (userId, {byUserId, untilMs, words}) =>
      commits.write(() => {
        rights.requireOver(byUserId, userId, 'userKick');
        setKick.run(untilMs, words, userId);
      }),
    passwordSet: (userId, {passwordHash, before, keptTokenHash}) =>
      commits.writeWhole(() => {
        const isSet = setPassword.run(passwordHash, userId, before).changes === 1;
        if (isSet && keptTokenHash !== undefined) endSessions.run(userId, keptTokenHash);
        return isSet;
      }),
    lastSeenSet: (userId, atMs) => commits.writeSoon(() => void setLastSeen.run(atMs, userId)),
  };
}
