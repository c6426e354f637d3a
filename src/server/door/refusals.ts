/**
 * Limits the records of refused logins: beyond the limit they are only counted, so that guessing fills neither disk nor audit.
 */
import {createLimiter} from './limits/limiter.ts';
import {networkPrefixOf} from '../network.ts';

export interface Refusals {
  /** Whether this refusal is to be recorded individually; otherwise it is counted. */
  take(address: string): boolean;
  /**
   * Returns the counts by address since the last call and resets them; beyond the maximum number of addresses, under an empty
   * address.
   */
  drain(): ReadonlyMap<string, number>;
}

const FROM_ONE = {count: 60, perSeconds: 60};
const FROM_ALL = {count: 600, perSeconds: 60};
const ADDRESSES_MAX = 1_000;

export function createRefusals(monotonicMs: () => number): Refusals {
  const fromOne = createLimiter(FROM_ONE, monotonicMs);
  const fromAll = createLimiter(FROM_ALL, monotonicMs);
  let counts = new Map<string, number>();
  return {
    take(address) {
      if (fromOne.take(networkPrefixOf(address)) === 0 && fromAll.take('') === 0) return true;
      const key = counts.has(address) || counts.size < ADDRESSES_MAX ? address : '';
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return false;
    },
    drain() {
      const drained = counts;
      counts = new Map();
      return drained;
    },
  };
}
