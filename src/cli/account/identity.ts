/** Proves that a server on this machine is one's own, by the secret in its data folder. */
import {isLoopbackHost} from '../../shared/address.ts';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {ServerIdentity} from '../../client/line/identity.ts';
import {CHALLENGE, IDENTITY_FILE} from '../../shared/access/identity.ts';
import {servedFile, servedFolder} from '../serving/serverFile.ts';
import type {Shell} from '../shell.ts';

/** Without encryption, on this machine, not behind a path of a proxy. */
function isOnThisMachine(serverUrl: string): boolean {
  const {protocol, hostname, pathname} = new URL(serverUrl);
  return protocol === 'http:' && pathname === '/' && isLoopbackHost(hostname);
}

/** Only for servers on this machine; `undefined` for all others, which are authenticated by certificate. */
export function identityOf(shell: Shell, serverUrl: string): Required<Pick<ServerIdentity, 'secret'>> | undefined {
  if (!isOnThisMachine(serverUrl)) return undefined;
  return {
    secret() {
      const folder = servedFolder(shell.paths, serverUrl);
      const secret = folder === undefined ? undefined : readSecret(join(folder, IDENTITY_FILE));
      // Never one's own, or its folder is gone: another server has the port now.
      return secret === undefined ? undefined : {secret, file: servedFile(shell.paths)};
    },
  };
}

function readSecret(path: string): string | undefined {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    return CHALLENGE.test(secret) ? secret : undefined;
  } catch {
    return undefined;
  }
}
