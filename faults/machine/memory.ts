/** Memory of another process, as the system counts it; Linux only. */
import {readFileSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

export const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

/** Minimum over a second: hashing a password holds 64 MiB for a moment. */
export async function restingBytes(pid: number): Promise<number> {
  let least = residentBytes(pid);
  for (let looks = 1; looks < 1_000 / LOOK_EVERY_MS; looks++) {
    await delay(LOOK_EVERY_MS);
    least = Math.min(least, residentBytes(pid));
  }
  return least;
}

/** In MiB; 0 where the system does not tell, as if nothing had grown. */
export const restingMiB = async (pid = 0): Promise<number> =>
  process.platform === 'linux' ? (await restingBytes(pid)) / 1024 ** 2 : 0;

/** `stop` tells how many bytes it grew at most since now. */
export function watchMemory(pid: number): {stop(): number} {
  const before = residentBytes(pid);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, residentBytes(pid))), LOOK_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return most - before;
    },
  };
}
