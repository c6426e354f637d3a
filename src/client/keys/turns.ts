/** Long work in short pieces: keys and clocks of the screen have their turn in between. */

/** Then others have their turn. */
const TURN_MS = 15;

/** Called between two steps, and awaited. */
export function turns(): () => Promise<void> {
  let sinceMs = performance.now();
  return async () => {
    if (performance.now() - sinceMs < TURN_MS) return;
    await new Promise(resolve => setImmediate(resolve));
    sinceMs = performance.now();
  };
}
