/** Work done when the program ends or a bug would end it (the terminal is given back, a server is closed), and the end itself. */
import {isKeychainHung} from '../../client/credentials/tokenStores/keychain.ts';

type Work = () => void;

const works = new Set<Work>();

/** `work` must be synchronous and may run more than once. @returns how to remove it */
export function beforeTheEnd(work: Work): () => void {
  works.add(work);
  return () => void works.delete(work);
}

let handleBug: ((error: unknown) => void) | undefined;

/** Sends uncaught errors to `handle`, which ends the program when it is ready. */
export function takeBugs(handle: (error: unknown) => void): void {
  handleBug = handle;
}

/** False where no handler is set: the caller ends the program. */
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

/**
 * Ends this process with an exit code even if a thread hangs. `process.exit` waits for all threads, and a keychain that does not
 * answer blocks one for ever. Then the process execs a shell that exits, or, where Node cannot exec (before 22.15), kills
 * itself.
 */
export function endProcess(exitCode: number): never {
  if (!isKeychainHung() || process.platform === 'win32') process.exit(exitCode);
  doLastThings();
  try {
    process.execve?.('/bin/sh', ['sh', '-c', `exit ${exitCode}`], {});
  } catch {
    // There is no shell.
  }
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still here after SIGKILL');
}
