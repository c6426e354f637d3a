/**
 * Where the tests' temporary folders lie: in memory where that has room, since most of what tests of a store wait for is the
 * disk. Plain JavaScript, because jest's configuration loads it.
 */
import {readFileSync, statfsSync} from 'node:fs';

const MEMORY = '/dev/shm';
const FREE_BYTES_MIN = 2 * 1024 ** 3;

/** @returns the folder, or undefined for the usual one */
export function temporaryPlace() {
  try {
    const options = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map(line => line.split(' '))
      .find(([, place]) => place === MEMORY)?.[3];
    const {bavail, bsize} = statfsSync(MEMORY);
    // Tests start programs from there.
    const mayRun = options !== undefined && !/\b(noexec|ro)\b/.test(options);
    return mayRun && bavail * bsize >= FREE_BYTES_MIN ? MEMORY : undefined;
  } catch {
    return undefined;
  }
}
