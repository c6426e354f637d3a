/** Path of a server's local socket: in its data folder, which only its owner can enter. */
import {closeSync, constants, openSync} from 'node:fs';
import {join} from 'node:path';

/** Maximum length of a socket path with its terminator, in bytes; on macOS four less than on Linux. */
const BYTES_MAX = 103;
const NAME = 'admin.sock';

export interface SocketPath {
  /** Path of the socket file. */
  path: string;
  /** Path to pass to the system, short enough for its limit. */
  short: string;
  /** Closes the folder's descriptor; call it once the socket is bound or connected. */
  letGo(): void;
}

/**
 * On Linux, a path that is too long is replaced by one through the folder's file descriptor. `undefined` on systems without
 * such sockets, or when the path is too long.
 * @throws when the folder cannot be opened
 */
export function localSocketOf(dataDir: string): SocketPath | undefined {
  if (process.platform === 'win32') return undefined;
  const path = join(dataDir, NAME);
  if (Buffer.byteLength(path) <= BYTES_MAX) return {path, short: path, letGo: () => undefined};
  if (process.platform !== 'linux') return undefined;
  const folder = openSync(dataDir, constants.O_RDONLY | constants.O_DIRECTORY);
  return {path, short: `/proc/self/fd/${folder}/${NAME}`, letGo: () => closeSync(folder)};
}
