/** Sends planned messages and reminders when they are due, including those that became due while the server was down. */
import {each} from '../each.ts';
import type {Logger} from '../logger.ts';
import type {StoredPlan} from '../storeContract/people.ts';
import type {Store} from '../storeContract/store.ts';
import {kickOf} from '../storeContract/sanctionRefusals.ts';

export interface Later {
  /** Starts, sending first what is due already. */
  start(): void;
  /** A plan for this time was added. */
  planned(dueAtMs: number): void;
  close(): void;
}

interface Parts {
  server: {store: Store; log: Logger; now: () => number};
  after: (delayMs: number, run: () => void) => () => void;
}

/** Maximum delay of the timer in ms, because the clock may be changed and the machine may sleep. */
const LOOK_EVERY_MS = 60_000;
/** Number of plans read at once. */
const PAGE = 100;

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
        (error: unknown) => {
          dueAtMs = now() + LOOK_EVERY_MS;
          onFailed(error);
        },
      )
      .finally(() => {
        isSaying = false;
        arm();
      });
  }

  /** Sends the plans that are due. @returns the time of the next one */
  async function sayDue(): Promise<number | undefined> {
    const atMs = now();
    let failed = 0;
    const say = async ({plannedId, userId}: StoredPlan) => {
      if (isClosed) return;
      const account = await store.accountFindById(userId);
      // The error if the author is kicked, banned or disabled; then the plan is not sent.
      const refusal = account && kickOf(account, atMs);
      await store.plannedSettle({plannedId, atMs, refusal});
    };
    for (let after: StoredPlan | undefined, isMore = true; isMore && !isClosed;) {
      const plans = await store.plannedDue({atMs, after, limit: PAGE});
      failed += plans.length - (await each(plans, say, onFailed));
      // Continues after the failed plans as well.
      after = plans.at(-1);
      isMore = plans.length === PAGE;
    }
    if (isClosed) return undefined;
    if (failed === 0) return store.plannedNext();
    // Failed plans are tried again after a while, unless another one is due earlier.
    return Math.min((await store.plannedNext(atMs)) ?? Number.POSITIVE_INFINITY, now() + LOOK_EVERY_MS);
  }

  const onFailed = (error: unknown) => log.error({error}, 'what was planned could not be said; it is tried again');

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
