/** Time that this thread really worked, so that a busy machine says nothing about it. */
import {threadCpuUsage} from 'node:process';

const cpuMs = (): number => {
  const {user, system} = threadCpuUsage();
  return (user + system) / 1_000;
};

export function busyMs(work: () => void): number {
  const startMs = cpuMs();
  work();
  return cpuMs() - startMs;
}

const TRIES = 5;
/** Below it, how long something takes says more about compiling and collecting than about itself. */
const FLOOR_MS = 100;

/**
 * The least of several: the collector and the compiler have their part in the others. Ends with the first that is less than
 * `enoughMs`.
 */
function quickestMs(work: () => void, enoughMs = 0): number {
  let leastMs = Infinity;
  for (let run = 0; run < TRIES && leastMs >= enoughMs; run++) leastMs = Math.min(leastMs, busyMs(work));
  return leastMs;
}

/** How many times what a reference takes, both as the quickest of several; 0 where it is less than `FLOOR_MS`. */
export function timesAsLong(work: () => void, reference: () => void): number {
  const workMs = quickestMs(work, FLOOR_MS);
  return workMs < FLOOR_MS ? 0 : workMs / quickestMs(reference);
}

const LOOK_EVERY_MS = 1;

/**
 * The longest that one turn of the event loop took while the work went on: what it computed, or what the clock says, whichever is
 * less.
 */
export async function longestTaskMs(work: () => Promise<unknown>): Promise<number> {
  let longestMs = 0;
  let before = {wallMs: performance.now(), cpuMs: cpuMs()};
  const look = () => {
    const current = {wallMs: performance.now(), cpuMs: cpuMs()};
    longestMs = Math.max(longestMs, Math.min(current.wallMs - before.wallMs, current.cpuMs - before.cpuMs));
    before = current;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  await work();
  clearInterval(timer);
  look();
  return longestMs;
}
