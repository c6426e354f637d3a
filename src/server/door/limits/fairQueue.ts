/**
 * A queue of lines that are served round robin, so that a line with thousands of items does not delay the others. Hand-written,
 * because queues from the registry have priorities but no round robin, and none drops items that nobody waits for any more.
 */

export interface FairQueue<T> {
  size(): number;
  /** @param line key of the line: a network, or an account */
  add(one: T, line: string): void;
  remove(one: T): void;
  /** Removes and returns the first item of the line whose turn it is; items that are gone are dropped. */
  take(isGone?: (one: T) => boolean): T | undefined;
  lengthOf(line: string): number;
  /** Removes and returns the last item of the longest line. */
  takeLastOfLongest(): T | undefined;
  lengthOfLongest(): number;
}

export function openFairQueue<T>(): FairQueue<T> {
  /** Lines in the order of their turns; none is empty. */
  const lines = new Map<string, Set<T>>();
  const lineOf = new Map<T, string>();
  function remove(one: T): void {
    const key = lineOf.get(one);
    if (key === undefined) return;
    lineOf.delete(one);
    const line = lines.get(key);
    line?.delete(one);
    if (line?.size === 0) lines.delete(key);
  }
  function longest(): Set<T> | undefined {
    let found: Set<T> | undefined;
    for (const line of lines.values()) if (found === undefined || line.size > found.size) found = line;
    return found;
  }
  return {
    size: () => lineOf.size,
    add(one, line) {
      lineOf.set(one, line);
      lines.set(line, (lines.get(line) ?? new Set()).add(one));
    },
    remove,
    take(isGone = () => false) {
      for (const [key, line] of lines) {
        for (const one of line) {
          remove(one);
          if (isGone(one)) continue;
          // The line is moved behind all others.
          if (line.size > 0) {
            lines.delete(key);
            lines.set(key, line);
          }
          return one;
        }
      }
      return undefined;
    },
    lengthOf: line => lines.get(line)?.size ?? 0,
    takeLastOfLongest() {
      const last = [...(longest() ?? [])].at(-1);
      if (last !== undefined) remove(last);
      return last;
    },
    lengthOfLongest: () => longest()?.size ?? 0,
  };
}
