/** Loaded into a process by `--import`: records the longest time that its event loop was blocked. */
import {writeFileSync} from 'node:fs';
import {threadCpuUsage} from 'node:process';

const EVERY_MS = 5;
/** In milliseconds; the file holds the longest so far. */
const path = process.env.CHAT_TUI_STALLS;

if (path !== undefined) watch(path);

function watch(file: string): void {
  let longestMs = 0;
  let before = now();
  // Starting up is one long task by nature: the count begins when it is asked for.
  process.on('SIGUSR2', () => {
    longestMs = 0;
    before = now();
    writeFileSync(file, '0');
  });
  setInterval(() => {
    const current = now();
    // On a busy machine the loop also waits for the processor, which is nobody's task.
    const busyMs = Math.min(current.wallMs - before.wallMs, current.cpuMs - before.cpuMs);
    before = current;
    if (busyMs <= longestMs) return;
    longestMs = busyMs;
    writeFileSync(file, longestMs.toFixed(1));
  }, EVERY_MS).unref();
}

function now(): {wallMs: number; cpuMs: number} {
  const {user, system} = threadCpuUsage();
  return {wallMs: performance.now(), cpuMs: (user + system) / 1_000};
}
