/** A bounded set of the newest keys; the oldest ones are dropped. */

export interface RecentSet {
  has(key: string): boolean;
  /** Adds a key, or makes an existing one the newest. */
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
