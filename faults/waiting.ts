/** Waiting with a deadline: for a client's state, a point in time, or anything that reports changes. */
import type {Client} from '../src/client/client.ts';
import type {State} from '../src/client/state/state.ts';

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** Lets everything else go on that waits already; on a slow disk a writer that is late would keep the loop for itself. */
export const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Resolves with how long it took, or `undefined` when it did not come true in time. */
export function untilState(
  client: Client,
  holds: (state: State) => boolean,
  deadlineMs: number,
): Promise<number | undefined> {
  const startedMs = performance.now();
  return new Promise(resolve => {
    const finish = (tookMs: number | undefined) => {
      clearTimeout(timer);
      stop();
      resolve(tookMs);
    };
    const look = () => {
      if (holds(client.getState())) finish(performance.now() - startedMs);
    };
    const timer = setTimeout(() => finish(undefined), deadlineMs);
    const stop = client.subscribe(look);
    look();
  });
}

/** @throws when it does not settle in time */
export async function within<T>(work: Promise<T>, deadlineMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not in ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Polls what sends no events: files, processes. */
export async function untilTrue(
  holds: () => boolean | Promise<boolean>,
  deadlineMs: number,
  everyMs = 20,
): Promise<boolean> {
  const endMs = performance.now() + deadlineMs;
  while (!(await holds())) {
    if (performance.now() > endMs) return false;
    await pause(everyMs);
  }
  return true;
}

/** `share` from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
