/** Memory of another process, as the system counts it; Linux only. */
import {readFileSync} from 'node:fs';

const LOOK_EVERY_MS = 50;

export const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

/** `stop` tells how many bytes it grew at most since now. */
export function watchMemory(pid: number): {stop(): number} {
  const before = residentBytes(pid);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, residentBytes(pid))), LOOK_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return Math.max(most, residentBytes(pid)) - before;
    },
  };
}
