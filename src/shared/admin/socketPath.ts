/** Path of a server's local socket: in its data folder, which only its owner can enter. */
import {closeSync, constants, openSync} from 'node:fs';
import {join} from 'node:path';

/** What the system takes as the path of a socket, its end included; on macOS four bytes less than on Linux. */
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
 * A path that is too long goes by the folder's number on Linux. `undefined` where the system has no such sockets, or no other
 * way to a path of this length. @throws when the folder cannot be opened
 */
export function localSocketOf(dataDir: string): SocketPath | undefined {
  if (process.platform === 'win32') return undefined;
  const path = join(dataDir, NAME);
  if (Buffer.byteLength(path) <= BYTES_MAX) return {path, short: path, letGo: () => undefined};
  if (process.platform !== 'linux') return undefined;
  const folder = openSync(dataDir, constants.O_RDONLY | constants.O_DIRECTORY);
  return {path, short: `/proc/self/fd/${folder}/${NAME}`, letGo: () => closeSync(folder)};
}
