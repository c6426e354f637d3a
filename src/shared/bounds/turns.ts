/** Splits long work into short pieces, so that keys and timers of the screen are served in between. */

/** Then others have their turn. */
const TURN_MS = 15;

/** Between two parts of a work of which each takes a while. */
export const otherTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Called between two steps, and awaited. */
export function turns(): () => Promise<void> {
  let sinceMs = performance.now();
  return async () => {
    if (performance.now() - sinceMs < TURN_MS) return;
    await otherTurn();
    sinceMs = performance.now();
  };
}
