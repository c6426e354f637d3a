/**
 * Retries requests that were refused temporarily or timed out while connected: one run for all that failed meanwhile, after
 * the same backoff as a reconnect.
 */
import {ChatError, waitSecondsOf} from '../../shared/errors.ts';
import {isOnline} from '../state/selectors.ts';
import type {State} from '../state/state.ts';
import {DEFAULT_BACKOFF, waitMs, type Backoff} from './backoff.ts';

export interface Retries {
  /**
   * Plans a call of `restart`; does nothing after a final refusal, or a disconnect, because the next connection requests
   * everything.
   */
  failed(key: string, error: unknown, restart: () => void): void;
  succeeded(key: string): void;
  /** Whether a retry is planned for this key; until then the caller does not repeat the request. */
  isHeld(key: string): boolean;
  /** Drops all planned retries; called on a new connection, which requests everything. */
  cancel(): void;
  /** Drops all planned retries and ignores later failures. */
  end(): void;
}

export interface RetriesHost {
  options: {backoff?: Backoff};
  getState(): Pick<State, 'connection'>;
}

export function openRetries(host: RetriesHost): Retries {
  /** Keys that have failed and not succeeded since. */
  const failing = new Set<string>();
  const held = new Map<string, () => void>();
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;

  const run = () => {
    timer = undefined;
    // Several keys may share one restart function.
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
  /** Whether a retry can help on this connection; after a disconnect the reconnect takes over. */
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
