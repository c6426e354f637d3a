/** A set of the newest keys: the oldest ones give way, so that nobody makes it grow. */

export interface RecentSet {
  has(key: string): boolean;
  /** Also one that is there already is the newest then. */
  add(key: string): void;
}

export function createRecentSet(countMax: number): RecentSet {
  const keys = new Set<string>();
  return {
    has: key => keys.has(key),
    add(key) {
      keys.delete(key);
      keys.add(key);
      const [oldest] = keys;
      if (oldest !== undefined && keys.size > countMax) keys.delete(oldest);
    },
  };
}
