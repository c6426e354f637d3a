/** Work done when the program ends or a bug would end it (the terminal is given back, a server is closed), and the end itself. */
import {isKeychainHung} from '../../client/credentials/tokenStores/keychain.ts';

type Work = () => void;

const works = new Set<Work>();

/** `work` must be synchronous and may run more than once. @returns how to remove it */
export function addExitHook(work: Work): () => void {
  works.add(work);
  return () => void works.delete(work);
}

let onUncaught: ((error: unknown) => void) | undefined;

/** Passes uncaught errors to `handle`, which has to end the program. */
export function handleUncaught(handle: (error: unknown) => void): void {
  onUncaught = handle;
}

/** Returns false if there is no handler; then the caller ends the program. */
export function passUncaught(error: unknown): boolean {
  onUncaught?.(error);
  return onUncaught !== undefined;
}

export function runExitHooks(): void {
  for (const work of works) {
    try {
      work();
    } catch {
      // A failed hook must not prevent the others.
    }
  }
}

/**
 * Ends this process with an exit code even if a thread hangs. `process.exit` waits for all threads, and a keychain that does not
 * answer blocks one forever. In that case the process execs a shell that exits, or kills itself if Node cannot exec (before
 * 22.15).
 */
export function endProcess(exitCode: number): never {
  if (!isKeychainHung() || process.platform === 'win32') process.exit(exitCode);
  runExitHooks();
  try {
    process.execve?.('/bin/sh', ['sh', '-c', `exit ${exitCode}`], {});
  } catch {
    // There is no shell to exec.
  }
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still here after SIGKILL');
}
