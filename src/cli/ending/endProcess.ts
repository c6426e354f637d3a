/** Ends this process with an exit code, whatever its threads are doing. */
import {isKeychainHung} from '../../client/credentials/tokenStores/keychain.ts';
import {doLastThings} from './lastMoment.ts';

/**
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
