/** Processes items one after the other; a failed one does not prevent the others. */

/**
 * @returns how many succeeded
 * @param onFailed called once with all failed items and the first error
 */
export async function each<T>(
  all: Iterable<T>,
  work: (one: T) => Promise<void>,
  onFailed: (error: unknown, failed: T[]) => void,
): Promise<number> {
  const failed: T[] = [];
  let first: unknown;
  let done = 0;
  for (const one of all) {
    try {
      await work(one);
      done++;
    } catch (error) {
      if (failed.length === 0) first = error;
      failed.push(one);
    }
  }
  if (failed.length > 0) onFailed(first, failed);
  return done;
}
