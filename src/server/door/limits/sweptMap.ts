/** A map whose entries expire: expired ones are removed when the map has doubled since the last time, so no timers are needed. */

export interface SweptMap<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
}

interface Sweeping<Value> {
  /** No sweep below this number of entries. */
  atLeast: number;
  monotonicMs: () => number;
  /** Whether an entry has expired. */
  isOver: (value: Value, nowMs: number) => boolean;
}

export function createSweptMap<Key, Value>({atLeast, monotonicMs, isOver}: Sweeping<Value>): SweptMap<Key, Value> {
  const values = new Map<Key, Value>();
  let sweepAt = atLeast;
  function sweep(): void {
    const nowMs = monotonicMs();
    for (const [key, value] of values) if (isOver(value, nowMs)) values.delete(key);
    sweepAt = Math.max(atLeast, values.size * 2);
  }
  return {
    get: key => values.get(key),
    set(key, value) {
      if (values.size >= sweepAt && !values.has(key)) sweep();
      values.set(key, value);
    },
    delete: key => void values.delete(key),
  };
}
