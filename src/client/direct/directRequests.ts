/** Wishes to talk directly, one's own and those of others, and who waits for what becomes of them. */
import type {ChatError} from '../../shared/errors.ts';
import type {AskedWay} from '../../shared/peer/signal.ts';
import type {Heard} from '../peer/signalling.ts';
import type {AskedSide} from '../peer/way.ts';

/** Asked by somebody else, and not answered yet. */
export interface Asked {
  sessionId: string;
  from: string;
  way: Heard<AskedWay>;
  atMs: number;
}

/** Asked by oneself. */
export interface Asking {
  sessionId: string;
  name: string;
  side: AskedSide;
  timer: NodeJS.Timeout;
  /** Answers that were not taken. */
  refused: number;
}

interface Waiters {
  /** With the room that is open, or why there is none. */
  settle: (name: string, outcome: number | ChatError) => void;
  opened: (name: string) => Promise<number>;
}

export function openWaiters(): Waiters {
  const waiters = new Map<string, ReturnType<typeof Promise.withResolvers<number>>>();
  return {
    settle(name, outcome) {
      const waiter = waiters.get(name);
      waiters.delete(name);
      if (typeof outcome === 'number') waiter?.resolve(outcome);
      else waiter?.reject(outcome);
    },
    opened(name) {
      const waiter = waiters.get(name) ?? Promise.withResolvers<number>();
      waiters.set(name, waiter);
      return waiter.promise;
    },
  };
}
