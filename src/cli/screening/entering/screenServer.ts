/** Chooses the server of the full screen; starts it first if it is this machine's embedded server. */
import {parseAddress} from '../../../shared/address.ts';
import {ensureServer} from '../../serving/embedded.ts';
import {lastUrlOf, findRunningServer} from '../../serving/serverFile.ts';
import {readRemembered} from '../../settings/remembered.ts';
import type {Shell} from '../../shell.ts';

export interface ScreenServer {
  /** Absent if nothing is given or known; then the user is asked. */
  serverUrl?: string;
  /** Fingerprint of the key named in a link. */
  fingerprint?: string;
  /** The address is a password reset link, so a stored login is not used. */
  isReset?: true;
  /** As typed; may be a join link. */
  typed?: string;
}

/** @throws address-invalid, host-failed */
export async function findScreenServer(shell: Shell, address?: string): Promise<ScreenServer> {
  const typed = address ?? (await shell.clientSettings()).server;
  if (typed !== undefined) {
    const {serverUrl, fingerprint, resetCode} = parseAddress(typed);
    return {
      typed,
      serverUrl,
      ...(fingerprint !== undefined && {fingerprint}),
      ...(resetCode !== undefined && {isReset: true}),
    };
  }
  const dataDir = await shell.serverDir();
  const {server: last} = readRemembered(shell.paths);
  if (last !== undefined && last !== lastUrlOf(dataDir)) return {serverUrl: last};
  const running =
    last === undefined ? await findRunningServer(dataDir) : await ensureServer(shell, sentence => shell.tell(sentence));
  return running === undefined ? {} : {serverUrl: running.url};
}
