/** Proves that a server on this machine is one's own, by the secret in its data folder. */
import {isLoopbackHost} from '../../shared/address.ts';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {ServerIdentity} from '../../client/line/identity.ts';
import {CHALLENGE, IDENTITY_FILE} from '../../shared/access/identity.ts';
import {servedFile, servedFolder} from '../serving/serverFile.ts';
import type {Shell} from '../shell.ts';

/** Whether the URL is unencrypted, on this machine, and not behind a proxy with a path. */
function isOnThisMachine(serverUrl: string): boolean {
  const {protocol, hostname, pathname} = new URL(serverUrl);
  return protocol === 'http:' && pathname === '/' && isLoopbackHost(hostname);
}

/** Returns the secret only for servers on this machine; `undefined` for others, which are authenticated by TLS. */
export function identityOf(shell: Shell, serverUrl: string): Required<Pick<ServerIdentity, 'secret'>> | undefined {
  if (!isOnThisMachine(serverUrl)) return undefined;
  return {
    secret() {
      const folder = servedFolder(shell.paths, serverUrl);
      const secret = folder === undefined ? undefined : readSecret(join(folder, IDENTITY_FILE));
      // The server never was one's own, or its folder is gone and another server uses the port.
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
