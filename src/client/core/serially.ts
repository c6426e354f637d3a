/** One after the other for each key: what is asked for while it is on its way begins when that has ended. */
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
