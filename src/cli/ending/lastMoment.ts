/**
 * What is done when the program ends or a bug would end it: above all, giving the terminal back and closing a server in order.
 */
type Work = () => void;

const works = new Set<Work>();

/** `work` must wait for nothing and may run more than once. @returns how to forget it */
export function beforeTheEnd(work: Work): () => void {
  works.add(work);
  return () => void works.delete(work);
}

let handleBug: ((error: unknown) => void) | undefined;

/** From now on an error that nothing caught goes to `handle`, which ends the program in its own time. */
export function takeBugs(handle: (error: unknown) => void): void {
  handleBug = handle;
}

/** False when nobody took them: the caller ends the program. */
export function passBug(error: unknown): boolean {
  handleBug?.(error);
  return handleBug !== undefined;
}

export function doLastThings(): void {
  for (const work of works) {
    try {
      work();
    } catch {
      // The next one has its turn in any case.
    }
  }
}
