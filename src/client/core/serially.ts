/** Work that is done one after the other: what is asked for meanwhile begins when that before it has ended, in whatever way. */

/** For each key. */
export function serially<Key, Result>(work: (key: Key) => Promise<Result>): (key: Key) => Promise<Result> {
  const tails = new Map<Key, Promise<unknown>>();
  return key => {
    const mine = (tails.get(key) ?? Promise.resolve()).then(() => work(key));
    const tail: Promise<unknown> = mine
      .catch(() => undefined)
      .then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
    tails.set(key, tail);
    return mine;
  };
}

/** Whatever is handed to the returned function. */
export function inTurn(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let tail: Promise<unknown> = Promise.resolve();
  return work => {
    const mine = tail.then(work);
    tail = mine.catch(() => undefined);
    return mine;
  };
}
