/** Files sent over the server that can also be downloaded directly, as reported by their senders; the newest ones are kept. */
import {createRecentSet} from '../../../shared/bounds/recentSet.ts';
import {createWaiters} from '../../core/waiters.ts';

export interface DirectOffers {
  /** @param from the person who reports it: valid only for their own files */
  add(from: string, fileId: string): void;
  /** Resolves once the sender has reported the file. Rejects when the signal aborts first. */
  until(sender: string, fileId: string, signal: AbortSignal): Promise<void>;
}

/** Maximum number of reported files; a sender may report many before the first is downloaded. */
const OPENED_MAX = 1_000;

export function createDirectOffers(): DirectOffers {
  const known = createRecentSet(OPENED_MAX);
  const told = createWaiters<string, true>();
  const keyOf = (name: string, fileId: string) => `${name} ${fileId}`;
  return {
    add(from, fileId) {
      const key = keyOf(from, fileId);
      known.add(key);
      told.tell(key, true);
    },
    async until(sender, fileId, signal) {
      const key = keyOf(sender, fileId);
      if (known.has(key)) return;
      await told.wait(key, {signal});
    },
  };
}
