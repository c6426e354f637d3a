/** Suspends and resumes the screen: Ctrl+Z, SIGTSTP from outside, and SIGSTOP, which is noticed only afterwards. */

interface StopListener {
  /** The program is about to stop. */
  onStop(): void;
  /** The program runs again; the terminal may have other modes and another size by now. */
  onContinue(): void;
}

let listener: StopListener | undefined;
const onStopSignal = () => {
  listener?.onStop();
  suspendProcess(() => listener?.onContinue());
};

/** @returns how to stop listening */
export function onContinued(next: StopListener): () => void {
  listener = next;
  const onContinue = () => {
    // The terminal tells a new size only to who has it: of a change in between nobody was told.
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

/** Without a shell that could continue it, the system does not stop a program: it is told by then that it went on. */
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
