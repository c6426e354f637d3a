/** Path of a server's local socket: in its data folder, which only its owner can enter. */
import {closeSync, constants, openSync} from 'node:fs';
import {join} from 'node:path';

/** Maximum length of a socket path with its terminator, in bytes; on macOS four less than on Linux. */
const BYTES_MAX = 103;
const NAME = 'admin.sock';

export interface SocketPath {
  /** Of the file itself. */
  path: string;
  /** As the system takes it. */
  short: string;
  /** Call it once the socket is bound or connected. */
  letGo(): void;
}

/**
 * On Linux a path that is too long is replaced by one through the folder's file descriptor. `undefined` when the system has no
 * such sockets or cannot use a path of this length.
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
