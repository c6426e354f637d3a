/** Promise with a timeout; undefined when it expires. */

/** What Node's timers take; a longer one fires at once. 24 days. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Its result or its error, or `undefined` when the time expires first. */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>(resolve => {
    const wait = (leftMs: number) => {
      const stepMs = Math.min(leftMs, TIMER_MS_MAX);
      timer = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : resolve(undefined)), stepMs);
    };
    wait(timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
