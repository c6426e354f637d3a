/** Sets a new password for the owner of a stopped server; for those who control its machine. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import {checkPassword, DEFAULT_PASSWORD_COST, openPasswords} from '../door/passwords/passwords.ts';
import {openSqliteStore} from '../stores/sqlite.ts';

interface Recovery {
  dataDir: string;
  password: string;
  now: () => number;
  newId: () => string;
}

/**
 * Resolves to the owner's name. @throws server-absent, no-owner, password-…, settings-invalid where a server runs on the folder
 */
export async function recoverOwner({dataDir, password, now, newId}: Recovery): Promise<string> {
  if (!existsSync(join(dataDir, 'chat.db'))) throw new ChatError('server-absent', dataDir);
  await checkPassword(password);
  const asker = {line: '', isKnown: true, isGone: () => false};
  const passwordHash = await openPasswords(DEFAULT_PASSWORD_COST).hash(password, asker);
  const store = await openSqliteStore({dataDir, now, newId});
  try {
    const name = await store.ownerRecover(passwordHash);
    if (name === undefined) throw new ChatError('no-owner');
    const place = {name: 'server', address: 'local', port: 0, atMs: now(), isSuccess: true};
    await store.loginRecord({...place, method: 'reset', about: `the password of the owner, @${name}`});
    return name;
  } finally {
    await store.close();
  }
}
