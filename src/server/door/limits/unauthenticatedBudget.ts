/** CPU budget for unauthenticated work: 300 units of about 10 µs per event-loop turn, then a pause of three turn lengths. */

/** Units per turn, about 3 ms; a unit is about 10 µs. */
const TURN_UNITS = 300;
/** A turn that used fewer units is not followed by a pause. */
const RESTLESS_UNITS = 100;
/** Length of the pause, in turn lengths. */
const REST_FACTOR = 3;
const REST_MS_MAX = 250;

export interface BudgetListener {
  /** Called when the budget is spent: no more work may be started. */
  closed?(): void;
  opened(): void;
}

export interface UnauthenticatedBudget {
  /** Whether there is budget left. */
  isOpen(): boolean;
  /** Spends units of work done or about to be done. */
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
