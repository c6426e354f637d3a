/**
 * Where the tests' temporary folders lie: in memory where that has room, since most of what tests of a store wait for is the
 * disk. Plain JavaScript, because jest's configuration loads it.
 */
import {chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync} from 'node:fs';
import {join} from 'node:path';

const MEMORY = '/dev/shm';
const FREE_BYTES_MIN = 2 * 1024 ** 3;

/** @returns a folder that is gone when this process ends, or undefined for the usual one */
export function temporaryPlace() {
  try {
    const options = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map(line => line.split(' '))
      .find(([, place]) => place === MEMORY)?.[3];
    const {bavail, bsize} = statfsSync(MEMORY);
    // Tests start programs from there.
    const mayRun = options !== undefined && !/\b(noexec|ro)\b/.test(options);
    if (!mayRun || bavail * bsize < FREE_BYTES_MIN) return undefined;
    const folder = mkdtempSync(join(MEMORY, 'chat-tui-'));
    // Some tests are somebody else, who must get to what lies in it, as in the usual folder.
    chmodSync(folder, 0o711);
    // Whatever a test left would lie in memory.
    process.on('exit', () => rmSync(folder, {recursive: true, force: true, maxRetries: 5}));
    return folder;
  } catch {
    return undefined;
  }
}
