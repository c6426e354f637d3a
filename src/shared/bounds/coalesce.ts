/** Coalesces requests into one delayed run: the first request starts the delay, and later ones are served by the same run. */
export interface Coalesced {
  /** Plans a run in `waitMs`, unless one is planned already. The timer does not keep the process alive. */
  plan(waitMs: number): void;
  /** Cancels the planned run. */
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
