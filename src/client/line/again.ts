/**
 * Asks again, on a line that lives, for what was refused for now or timed out: one run for all that failed meanwhile, after the
 * wait that also a lost connection has.
 */
import {ChatError, waitSecondsOf} from '../../shared/errors.ts';
import {isOnline} from '../state/selectors.ts';
import type {State} from '../state/state.ts';
import {DEFAULT_BACKOFF, waitMs, type Backoff} from './backoff.ts';

export interface Again {
  /** Plans to `restart` it; does nothing where it is refused for good, or cut: the next connection asks for everything. */
  failed(key: string, error: unknown, restart: () => void): void;
  succeeded(key: string): void;
  /** Its turn comes by itself; until then it is not asked for. */
  isHeld(key: string): boolean;
  /** A new connection begins with everything anew. */
  cancel(): void;
  /** Nothing is asked for any more. */
  end(): void;
}

export interface AgainHost {
  options: {backoff?: Backoff};
  getState(): Pick<State, 'connection'>;
}

export function askAgain(host: AgainHost): Again {
  /** What has failed and did not succeed since. */
  const failing = new Set<string>();
  const held = new Map<string, () => void>();
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;

  const run = () => {
    timer = undefined;
    // Several may begin with the same.
    const restarts = new Set(held.values());
    held.clear();
    for (const restart of restarts) restart();
  };
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    failures = 0;
    failing.clear();
    held.clear();
  };
  /** A line that is gone looks after itself. */
  const isForNow = (error: unknown): error is ChatError =>
    error instanceof ChatError && error.canRetry && error.code !== 'disconnected';
  return {
    failed(key, error, restart) {
      if (isEnded || !isForNow(error) || !isOnline(host.getState())) return;
      failing.add(key);
      held.set(key, restart);
      if (timer !== undefined) return;
      const askedSeconds = waitSecondsOf(error.code, error.detail);
      timer = setTimeout(run, waitMs(host.options.backoff ?? DEFAULT_BACKOFF, ++failures, askedSeconds)).unref();
    },
    succeeded(key) {
      if (failing.delete(key) && failing.size === 0) failures = 0;
    },
    isHeld: key => held.has(key),
    cancel,
    end() {
      isEnded = true;
      cancel();
    },
  };
}
