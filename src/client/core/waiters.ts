/** Promises by key, resolved by a later event such as a reply, an acknowledgement or a decision. */

export interface WaitLimits {
  signal?: AbortSignal;
  timeoutMs?: number;
}

export interface Waiters<Key, Value> {
  /**
   * Resolves with the first value told for this key, or `undefined` after `timeoutMs`. Rejects with the reason of `signal`
   * when it aborts.
   */
  wait(key: Key, limits?: WaitLimits): Promise<Value | undefined>;
  isAwaited(key: Key): boolean;
  keys(): Key[];
  /** Resolves all waiters for this key. */
  tell(key: Key, value: Value): void;
  /** Rejects all waiters for this key. */
  fail(key: Key, error: Error): void;
}

export function createWaiters<Key, Value>(): Waiters<Key, Value> {
  type Waiter = ReturnType<typeof Promise.withResolvers<Value | undefined>>;
  const waiting = new Map<Key, Set<Waiter>>();
  const take = (key: Key): Iterable<Waiter> => {
    const all = waiting.get(key) ?? [];
    waiting.delete(key);
    return all;
  };
  return {
    async wait(key, {signal, timeoutMs} = {}) {
      signal?.throwIfAborted();
      const waiter: Waiter = Promise.withResolvers();
      const all = waiting.get(key) ?? new Set();
      waiting.set(key, all.add(waiter));
      const timer =
        timeoutMs === undefined ? undefined : setTimeout(() => waiter.resolve(undefined), timeoutMs).unref();
      const stop = () => waiter.reject(signal?.reason as Error);
      signal?.addEventListener('abort', stop, {once: true});
      try {
        return await waiter.promise;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        all.delete(waiter);
        if (all.size === 0 && waiting.get(key) === all) waiting.delete(key);
      }
    },
    isAwaited: key => waiting.has(key),
    keys: () => [...waiting.keys()],
    tell(key, value) {
      for (const waiter of take(key)) waiter.resolve(value);
    },
    fail(key, error) {
      for (const waiter of take(key)) waiter.reject(error);
    },
  };
}
