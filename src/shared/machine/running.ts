/** Checks whether a process of this machine still runs. */

/** Anybody's: one that belongs to somebody else runs as well. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
