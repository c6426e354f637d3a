/**
 * A promise with a timeout. By hand: Node's timers, and with them `p-timeout`, fire at once for more than 24 days, and
 * `chat-tui wait` may wait for 31.
 */

/** Maximum delay of Node's timers in milliseconds, 24 days. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Settles like `work`, or resolves with `undefined` when the time expires first. */
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
