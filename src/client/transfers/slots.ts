/** Limits concurrent transfers of one direction; others wait in order. By hand: `p-limit` cannot remove a waiter that gave up. */

export interface Slots {
  /**
   * Resolves with a function that releases the slot, and may be called more than once. Rejects when the signal aborts first.
   */
  take(signal: AbortSignal): Promise<() => void>;
}

export function createSlots(countMax: number): Slots {
  let taken = 0;
  const waiting: (() => void)[] = [];
  const makeRelease = (): (() => void) => {
    let isReleased = false;
    taken += 1;
    return () => {
      if (isReleased) return;
      isReleased = true;
      taken -= 1;
      waiting.shift()?.();
    };
  };
  return {
    async take(signal) {
      signal.throwIfAborted();
      if (taken < countMax) return makeRelease();
      return new Promise((resolve, reject) => {
        const go = () => {
          signal.removeEventListener('abort', leave);
          resolve(makeRelease());
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(signal.reason as Error);
        };
        waiting.push(go);
        signal.addEventListener('abort', leave, {once: true});
      });
    },
  };
}
