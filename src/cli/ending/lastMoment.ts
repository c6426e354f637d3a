/** Work done when the program ends or a bug would end it (the terminal is given back, a server is closed), and the end itself. */
import {isKeychainHung} from '../../client/credentials/tokenStores/keychain.ts';

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

/**
 * Ends this process with an exit code, whatever its threads are doing.
 *
 * The runtime waits for all of its threads before it ends, and a keychain that does not answer holds one for ever. What is then
 * left is to become another program, which has no such thread; or, where the runtime cannot do that (before Node 22.15), to be
 * killed.
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
