/** Promises that resolve when a transfer ends; dropped once settled. */

export interface Ends {
  add(id: string, end: Promise<void>): void;
  /** Resolves at once where nothing of this id runs. */
  of(id: string): Promise<void>;
  all(): Promise<unknown>;
  /** How many have not come yet. */
  count(): number;
}

export function createEnds(): Ends {
  const endById = new Map<string, Promise<void>>();
  return {
    add(id, work) {
      const end = work.finally(() => {
        // The same may have been begun anew.
        if (endById.get(id) === end) endById.delete(id);
      });
      endById.set(id, end);
    },
    of: async id => endById.get(id),
    all: () => Promise.all(endById.values()),
    count: () => endById.size,
  };
}
