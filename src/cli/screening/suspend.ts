/** Ctrl+Z: stops the program until the shell continues it. */

/** The whole group, because a launcher such as `npx` belongs to the same job of the shell. */
export function suspendProcess(resume: () => void): void {
  process.once('SIGCONT', resume);
  process.kill(0, 'SIGTSTP');
}
