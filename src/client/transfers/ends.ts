/** Promises that resolve when a transfer ends; dropped once settled. */

export interface Ends {
  add(id: string, end: Promise<void>): void;
  /** Resolves when the transfer ends; at once if none with this id is running. */
  of(id: string): Promise<void>;
  all(): Promise<unknown>;
  /** Number of transfers that have not ended. */
  count(): number;
}

export function createEnds(): Ends {
  const endById = new Map<string, Promise<void>>();
  return {
    add(id, work) {
      const end = work.finally(() => {
        // Another transfer with the same id may have started.
        if (endById.get(id) === end) endById.delete(id);
      });
      endById.set(id, end);
    },
    of: async id => endById.get(id),
    all: () => Promise.all(endById.values()),
    count: () => endById.size,
  };
}
