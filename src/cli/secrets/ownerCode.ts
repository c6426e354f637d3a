/** Finds the owner code for a registration: from a named file, an owner link, or the data folder of one's own server. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Client} from '../../client/client.ts';
import {OWNER_CODE, OWNER_CODE_FILE} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {findRunningServer} from '../serving/serverFile.ts';
import type {Shell} from '../shell.ts';

interface Sources {
  file: string | undefined;
  linked: string | undefined;
  serverUrl: string;
}

/** A given code is always used; a found one only while the server has no owner. @throws settings-invalid */
export async function ownerCodeFor(
  shell: Shell,
  client: Client,
  {file, linked, serverUrl}: Sources,
): Promise<string | undefined> {
  if (file !== undefined) return readNamed(file);
  if (linked !== undefined) return linked;
  const found = await findOwnerCode(shell, serverUrl);
  return found === undefined || (await client.request('serverShow', {})).hasOwner ? undefined : found;
}

/** From the user's own data folder while its server runs; else `undefined`. */
export async function findOwnerCode(shell: Shell, serverUrl: string): Promise<string | undefined> {
  const dataDir = await shell.serverDir();
  if ((await findRunningServer(dataDir))?.url !== serverUrl) return undefined;
  return readCode(join(dataDir, OWNER_CODE_FILE));
}

function readNamed(file: string): string {
  const code = readCode(file);
  if (code !== undefined) return code;
  throw new ChatError(
    'settings-invalid',
    `--owner-code-file names ${file}, which holds no owner code or cannot be read.`,
  );
}

function readCode(file: string): string | undefined {
  try {
    const code = readFileSync(file, 'utf8').trim();
    return OWNER_CODE.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
