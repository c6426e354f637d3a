/** Password resets: one per account at a time, usable once; setting the password ends every session in the same transaction. */
import {ChatError} from '../../../../shared/errors.ts';
import {mayOver} from '../../../../shared/access/roles.ts';
import type {SignInStore} from '../../../storeContract/signIn.ts';
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import {LET_IN, type Rights} from './rights.ts';
import type {Sqlite} from '../sqlite.ts';

type Resets = Pick<
  SignInStore<unknown>,
  'passwordResetCreate' | 'passwordResetFind' | 'passwordResetUse' | 'ownerRecover'
>;

interface ResetRow {
  user_id: number;
  name: string;
  expires_at_ms: number;
  by_user_id: number;
}

export function openPasswordResets({database, commits, rights}: Sqlite & {rights: Rights}): Resets {
  const put = database.statement(
    'INSERT OR REPLACE INTO password_resets (user_id, code_hash, expires_at_ms, by_user_id) VALUES (?, ?, ?, ?)',
  );
  const find = query<ResetRow, [Uint8Array]>(
    database,
    `SELECT user_id, name, expires_at_ms, by_user_id FROM password_resets JOIN accounts USING (user_id)
      WHERE code_hash = ?`,
  );
  const owner = query<{user_id: number; name: string}, []>(
    database,
    "SELECT user_id, name FROM accounts WHERE role = 'owner'",
  );
  const drop = database.statement('DELETE FROM password_resets WHERE user_id = ?');
  const setPassword = database.statement('UPDATE accounts SET password_hash = ? WHERE user_id = ?');
  const endSessions = database.statement('DELETE FROM sessions WHERE user_id = ?');

  const letIn = database.statement(`UPDATE accounts SET ${LET_IN} WHERE user_id = ?`);
  const dropFactor = ['second_factors', 'recovery_codes', 'ssh_keys'].map(table =>
    database.statement(`DELETE FROM ${table} WHERE user_id = ?`),
  );

  /** Whether the creator of the link could still create it. */
  function mayStill({user_id: userId, by_user_id: byUserId}: ResetRow, nowMs: number): boolean {
    if (byUserId === SERVER_SENDER.userId) return true;
    const isAbove = mayOver(rights.roleOf(byUserId), 'accountManage', rights.roleOf(userId));
    return isAbove && !rights.isShutOut(byUserId, nowMs);
  }
  const requireGood = (codeHash: Uint8Array, nowMs: number) => {
    const row = find.one(codeHash);
    if (row === undefined || row.expires_at_ms <= nowMs || !mayStill(row, nowMs)) throw new ChatError('reset-over');
    return {userId: row.user_id, name: row.name};
  };
  function set(userId: number, passwordHash: string): void {
    drop.run(userId);
    setPassword.run(passwordHash, userId);
    endSessions.run(userId);
  }

  return {
    passwordResetCreate: ({userId, byUserId, codeHash, expiresAtMs}) =>
      commits.write(() => {
        // The server itself may reset any password, including the owner's, because whoever controls its machine has the data
        // anyway.
        if (byUserId !== SERVER_SENDER.userId) rights.requireOver(byUserId, userId, 'accountManage');
        put.run(userId, codeHash, expiresAtMs, byUserId);
      }),
    passwordResetFind: async (codeHash, nowMs) => requireGood(codeHash, nowMs),
    passwordResetUse: ({codeHash, passwordHash, atMs}) =>
      commits.write(() => {
        const {userId} = requireGood(codeHash, atMs);
        set(userId, passwordHash);
      }),
    ownerRecover: passwordHash =>
      commits.write(() => {
        const row = owner.one();
        if (row === undefined) return undefined;
        set(row.user_id, passwordHash);
        for (const statement of [...dropFactor, letIn]) statement.run(row.user_id);
        return row.name;
      }),
  };
}
