/** What must be done before the program ends, however it ends: above all, giving the terminal back. */
type Work = () => void;

const works = new Set<Work>();

/** `work` must wait for nothing and may run more than once. @returns how to forget it */
export function beforeTheEnd(work: Work): () => void {
  works.add(work);
  return () => void works.delete(work);
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
