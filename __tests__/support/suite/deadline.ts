/** Every wait in a test has a deadline, and says what it waited for. */

const DEADLINE_MS = 60_000;

/** A `deadlineMs` of 0 waits as long as the test may run. */
export async function within<T>(what: string, work: Promise<T>, deadlineMs = DEADLINE_MS): Promise<T> {
  if (deadlineMs === 0) return work;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${deadlineMs} ms for ${what}`)), deadlineMs);
    // A wait that lost a race must not keep the process.
    timer.unref();
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
