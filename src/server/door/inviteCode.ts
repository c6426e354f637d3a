/** The secret of the join link; made once, kept in the data folder for the operator alone. */
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

const PATTERN = /^[A-Za-z0-9_-]{22}$/;

export async function readInviteCode(dataDir: string, newId: () => string): Promise<string> {
  const path = join(dataDir, 'invite-code');
  const known = await readFile(path, 'utf8').catch(() => '');
  if (PATTERN.test(known.trim())) return known.trim();
  const made = newId();
  await writeFile(path, `${made}\n`, {mode: 0o600});
  return made;
}
