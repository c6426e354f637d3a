/**
 * Serializes async calls per key. By hand: the queues of libraries have no keys, so whoever uses one would have to make a queue
 * for each key and drop it when it is empty.
 */

export interface SerialQueue<Key> {
  /** Begins when all earlier work for this key has ended, also where that failed. */
  run<Result>(key: Key, work: () => Promise<Result>): Promise<Result>;
  /** Resolves when the work so far has ended; `undefined` where there is none. */
  ended(key: Key): Promise<void> | undefined;
  /** Later work waits for none of the work so far. */
  clear(): void;
}

export function createSerialQueue<Key>(): SerialQueue<Key> {
  const tails = new Map<Key, Promise<void>>();
  return {
    run(key, work) {
      const mine = (tails.get(key) ?? Promise.resolve()).then(work);
      const tail: Promise<void> = mine
        .catch(() => undefined)
        .then(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      tails.set(key, tail);
      return mine;
    },
    ended: key => tails.get(key),
    clear: () => tails.clear(),
  };
}

/** The same function, whose calls for one key run one after the other. */
export function serially<Key, Rest extends unknown[], Result>(
  work: (key: Key, ...rest: Rest) => Promise<Result>,
): (key: Key, ...rest: Rest) => Promise<Result> {
  const queue = createSerialQueue<Key>();
  return (key, ...rest) => queue.run(key, () => work(key, ...rest));
}

/** All work that is handed to the returned function runs one after the other. */
export function inTurn(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const queue = createSerialQueue<'all'>();
  return work => queue.run('all', work);
}
