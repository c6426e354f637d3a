/** Limits the records of refused logins: beyond the limit they are counted, so that guessing does not fill disk or audit. */
import {createLimiter} from './limits/limiter.ts';
import {networkPrefixOf} from '../network.ts';

export interface Refusals {
  /** True if this one is to be recorded by itself; else it is counted. */
  take(address: string): boolean;
  /**
   * Returns and resets the counts by address since the last call; under an empty address those beyond the maximum of
   * addresses.
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
