/** Ends a full-screen program once, with a result or a bug, after closing everything that was opened. */

export interface Ending<Result> {
  whenClosed: Promise<Result>;
  isOpen: () => boolean;
  end: (result: Result) => void;
  /** Ends with an error that is a bug. */
  fail: (error: unknown) => void;
  /** Runs `work`; any error it throws counts as a bug. */
  guarded: (work: () => void) => void;
}

/** @param takeDown closes everything; called once, without a result after a bug */
export function createEnding<Result>(takeDown: (result?: Result) => void): Ending<Result> {
  const ended = Promise.withResolvers<Result>();
  let isOpen = true;

  function closeOnce(result?: Result): void {
    if (!isOpen) return;
    isOpen = false;
    takeDown(result);
  }
  function fail(error: unknown): void {
    closeOnce();
    ended.reject(error);
  }

  return {
    whenClosed: ended.promise,
    isOpen: () => isOpen,
    end(result) {
      closeOnce(result);
      ended.resolve(result);
    },
    fail,
    guarded(work) {
      try {
        work();
      } catch (error) {
        fail(error);
      }
    },
  };
}
