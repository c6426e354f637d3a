/** Files sent over the server that can also be downloaded directly, as their senders have said; bounded to the newest ones. */
import {createRecentSet} from '../../../shared/bounds/recentSet.ts';
import {createWaiters} from '../../core/waiters.ts';

export interface DirectOffers {
  /** @param from who says so: of no other one's files */
  add(from: string, fileId: string): void;
  /** Resolves once its sender has said so. Rejects when the signal aborts first. */
  until(sender: string, fileId: string, signal: AbortSignal): Promise<void>;
}

/** So many files may be offered before the first of them is taken. */
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
