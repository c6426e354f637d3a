/** Work on many things one after the other, of which one that fails keeps none of the others. */

/** @returns how many did not fail. @param onFailed called once for all that failed, with the first of the errors */
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
