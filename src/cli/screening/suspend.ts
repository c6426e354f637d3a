/** Suspends and resumes the screen: Ctrl+Z, SIGTSTP, and SIGSTOP, which is noticed only afterwards. */

interface StopListener {
  /** The program is about to stop. */
  onStop(): void;
  /** The program runs again; modes and size of the terminal may have changed. */
  onContinue(): void;
}

let listener: StopListener | undefined;
const onStopSignal = () => {
  listener?.onStop();
  suspendProcess(() => listener?.onContinue());
};

/** @returns a function that stops listening */
export function onContinued(next: StopListener): () => void {
  listener = next;
  const onContinue = () => {
    // A stopped process misses size changes, so they are checked now.
    process.emit('SIGWINCH', 'SIGWINCH');
    next.onContinue();
  };
  process.on('SIGCONT', onContinue);
  process.on('SIGTSTP', onStopSignal);
  return () => {
    listener = undefined;
    process.off('SIGCONT', onContinue);
    process.off('SIGTSTP', onStopSignal);
  };
}

/** Without a job-control shell the system does not stop the process; after this time it is treated as continued. */
const UNSTOPPED_MS = 200;

/** Stops the whole process group, since a launcher such as `npx` belongs to the same job. */
export function suspendProcess(resume: () => void): void {
  const onContinue = () => {
    clearTimeout(unstopped);
    process.off('SIGCONT', onContinue);
    if (listener !== undefined) process.on('SIGTSTP', onStopSignal);
  };
  const unstopped = setTimeout(() => {
    onContinue();
    resume();
  }, UNSTOPPED_MS);
  process.on('SIGCONT', onContinue);
  process.off('SIGTSTP', onStopSignal);
  process.kill(0, 'SIGTSTP');
}
