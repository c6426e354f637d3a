/** SSH keys of accounts. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {SignInStore} from '../../../storeContract/signIn.ts';
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {Rights} from './rights.ts';
import type {Sqlite} from '../sqlite.ts';

interface KeyRow {
  fingerprint: string;
  comment: string;
  added_at_ms: number;
  last_used_at_ms: number | null;
}

type Keys = Pick<
  SignInStore<unknown>,
  'sshKeyAdd' | 'sshKeyList' | 'sshKeyFind' | 'sshKeyRemove' | 'sshKeysDrop' | 'sshKeyUsed'
>;

export function openSshKeys({database, commits, rights}: Sqlite & {rights: Rights}): Keys {
  const list = query<KeyRow, [number]>(
    database,
    'SELECT fingerprint, comment, added_at_ms, last_used_at_ms FROM ssh_keys WHERE user_id = ?',
  );
  const find = query<{user_id: number}, [number, string]>(
    database,
    'SELECT user_id FROM ssh_keys WHERE user_id = ? AND fingerprint = ?',
  );
  const insert = database.statement(
    'INSERT INTO ssh_keys (user_id, fingerprint, key_blob, comment, added_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.statement('DELETE FROM ssh_keys WHERE user_id = ? AND fingerprint = ?');
  const drop = database.statement('DELETE FROM ssh_keys WHERE user_id = ?');
  const use = database.statement('UPDATE ssh_keys SET last_used_at_ms = ? WHERE user_id = ? AND fingerprint = ?');

  return {
    sshKeyAdd: ({userId, fingerprint, blob, comment, atMs}) =>
      commits.write(() => {
        if (find.one(userId, fingerprint) !== undefined) throw new ChatError('ssh-key-there', fingerprint);
        if (list.all(userId).length >= FIXED_LIMITS.sshKeysMax)
          throw new ChatError('too-many-keys', String(FIXED_LIMITS.sshKeysMax));
        insert.run(userId, fingerprint, blob, comment, atMs);
      }),
    sshKeyList: async userId =>
      // Sorted here, because the keys are few and need no index.
      list
        .all(userId)
        .toSorted((a, b) => a.added_at_ms - b.added_at_ms)
        .map(row => ({
          fingerprint: row.fingerprint,
          comment: row.comment,
          addedAtMs: row.added_at_ms,
          ...(row.last_used_at_ms !== null && {lastUsedAtMs: row.last_used_at_ms}),
        })),
    sshKeyFind: async (userId, fingerprint) => find.one(userId, fingerprint) !== undefined,
    sshKeyRemove: (userId, fingerprint) => commits.write(() => remove.run(userId, fingerprint).changes > 0),
    sshKeysDrop: ({userId, byUserId}) =>
      commits.write(() => {
        if (byUserId !== SERVER_SENDER.userId) rights.requireOver(byUserId, userId, 'accountManage');
        drop.run(userId);
      }),
    sshKeyUsed: (userId, fingerprint, atMs) => commits.writeSoon(() => void use.run(atMs, userId, fingerprint)),
  };
}
