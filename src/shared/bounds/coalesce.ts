/** One delayed run for many requests: the first of them begins the wait, and the others are served by the same run. */
export interface Coalesced {
  /** Runs in `waitMs`, unless a run is planned already. It does not keep the process alive. */
  plan(waitMs: number): void;
  /** No run is planned any more. */
  cancel(): void;
}

export function coalesce(run: () => void): Coalesced {
  let timer: NodeJS.Timeout | undefined;
  return {
    plan(waitMs) {
      timer ??= setTimeout(() => {
        timer = undefined;
        run();
      }, waitMs).unref();
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
