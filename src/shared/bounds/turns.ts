/** Splits long work into short pieces, so that the event loop can serve keys and timers in between. */

/** Maximum milliseconds of work before yielding. */
const TURN_MS = 15;

/** Yields to the event loop once; for work of a few long steps. */
export const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Returns a function to await between steps, which yields when `TURN_MS` have passed. */
export function turns(): () => Promise<void> {
  let sinceMs = performance.now();
  return async () => {
    if (performance.now() - sinceMs < TURN_MS) return;
    await nextTurn();
    sinceMs = performance.now();
  };
}
