/** Sends planned messages and reminders when they are due, including those that became due while the server was down. */
import type {Logger} from '../logger.ts';
import type {Store} from '../storeContract/store.ts';
import {kickOf} from '../storeContract/sanctionRefusals.ts';

export interface Later {
  /** Starts, sending first what is due already. */
  start(): void;
  /** Something was scheduled for this time. */
  planned(dueAtMs: number): void;
  close(): void;
}

interface Parts {
  server: {store: Store; log: Logger; now: () => number};
  after: (delayMs: number, run: () => void) => () => void;
}

/** Maximum delay of the timer, because the wall clock may be changed and the machine may sleep. */
const LOOK_EVERY_MS = 60_000;
/** Maximum sent in one run; the rest follows in the next. */
const AT_ONCE_MAX = 100;

export function openLater({server, after}: Parts): Later {
  const {store, log, now} = server;
  let stop: (() => void) | undefined;
  let dueAtMs = Number.POSITIVE_INFINITY;
  let isSaying = false;
  let isClosed = false;

  function arm(): void {
    stop?.();
    stop = undefined;
    if (isClosed || dueAtMs === Number.POSITIVE_INFINITY) return;
    stop = after(Math.min(LOOK_EVERY_MS, Math.max(0, dueAtMs - now())), look);
  }

  function look(): void {
    stop = undefined;
    if (isSaying || isClosed) return;
    isSaying = true;
    sayDue()
      .then(
        next => (dueAtMs = next ?? Number.POSITIVE_INFINITY),
        (error: unknown) => log.error({error}, 'what was planned could not be said; it is tried again'),
      )
      .finally(() => {
        isSaying = false;
        arm();
      });
  }

  /** Sends what is due. @returns when the next one is due */
  async function sayDue(): Promise<number | undefined> {
    const atMs = now();
    const plans = await store.plannedDue({atMs, limit: AT_ONCE_MAX});
    for (const {plannedId, userId} of plans) {
      if (isClosed) return undefined;
      const account = await store.accountFindById(userId);
      // Who is kept out says nothing here.
      const refusal = account && kickOf(account, atMs);
      await store.plannedSettle({plannedId, atMs, refusal});
    }
    return store.plannedNext();
  }

  return {
    start() {
      dueAtMs = now();
      look();
    },
    planned(atMs) {
      if (atMs >= dueAtMs) return;
      dueAtMs = atMs;
      arm();
    },
    close() {
      isClosed = true;
      stop?.();
    },
  };
}
