/**
 * Serializes async calls per key. By hand: the queues of libraries have no keys, so the caller would have to create a queue
 * per key and drop it when it is empty.
 */

export interface SerialQueue<Key> {
  /** Starts `work` when all earlier work for this key has ended, whether it succeeded or failed. */
  run<Result>(key: Key, work: () => Promise<Result>): Promise<Result>;
  /** Resolves when the work queued so far has ended; `undefined` when nothing is queued. */
  ended(key: Key): Promise<void> | undefined;
  /** Work added later no longer waits for the work queued so far. */
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

/** Wraps a function so that its calls for one key run one after the other. */
export function serially<Key, Rest extends unknown[], Result>(
  work: (key: Key, ...rest: Rest) => Promise<Result>,
): (key: Key, ...rest: Rest) => Promise<Result> {
  const queue = createSerialQueue<Key>();
  return (key, ...rest) => queue.run(key, () => work(key, ...rest));
}

/** Returns a function that runs all work passed to it one after the other. */
export function inTurn(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const queue = createSerialQueue<'all'>();
  return work => queue.run('all', work);
}
