/** CPU budget for unauthenticated work: 300 units of about 10 µs per event-loop turn, then a pause of three turn lengths. */

/** In a turn, about 3 ms: a unit is about 10 µs. */
const TURN_UNITS = 300;
/** A turn with less has no rest after it. */
const RESTLESS_UNITS = 100;
/** How much longer than the turn the rest is. */
const REST_FACTOR = 3;
const REST_MS_MAX = 250;

export interface BudgetListener {
  /** Nothing more shall be begun. */
  closed?(): void;
  opened(): void;
}

export interface UnauthenticatedBudget {
  /** Whether there is time for more of it now. */
  isOpen(): boolean;
  /** So much was done, or is about to be. */
  spend(units: number): void;
  listen(listener: BudgetListener): void;
}

export function openUnauthenticatedBudget(): UnauthenticatedBudget {
  const listeners: BudgetListener[] = [];
  let spent = 0;
  let startedMs = 0;
  let isOpen = true;
  let isResting = false;

  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of listeners) listener.closed?.();
  };
  const open = () => {
    isResting = false;
    isOpen = true;
    for (const listener of listeners) listener.opened();
  };
  const endTurn = () => {
    const used = spent;
    spent = 0;
    if (used < RESTLESS_UNITS || isResting) return;
    isResting = true;
    close();
    setTimeout(open, Math.min(REST_MS_MAX, (performance.now() - startedMs) * REST_FACTOR)).unref();
  };
  return {
    isOpen: () => isOpen,
    spend(units) {
      if (spent === 0) {
        startedMs = performance.now();
        setImmediate(endTurn);
      }
      spent += units;
      if (spent >= TURN_UNITS) close();
    },
    listen: listener => void listeners.push(listener),
  };
}
