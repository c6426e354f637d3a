/** The program's entry: reads the arguments, runs one verb, ends with its exit code. */
import {sentenceOf} from '../shared/errors.ts';
import {armFaultPoint} from '../shared/faultPoint.ts';
import {EXIT, reportError} from './exits.ts';
import {readCall} from './commandLine.ts';
import {doLastThings} from './lastMoment.ts';
import {openShell} from './shell.ts';

/** Warnings of the runtime (`node:sqlite` is "experimental" on Node 22) are nothing a person could act on, and would break the screen. */
process.removeAllListeners('warning');
process.stdout.on('error', leave);
process.stderr.on('error', leave);

/** Whoever reads our output may stop at any time: `chat-tui tail -f … | head`. A full disk is another matter. */
function leave(error: Error): never {
  doLastThings();
  if ('code' in error && error.code === 'EPIPE') process.exit(EXIT.done);
  process.stderr.write(`${sentenceOf('file-unwritable', 'The output')}\n`);
  process.exit(EXIT.usage);
}

async function main(): Promise<number> {
  // For tests of what a crash leaves behind; nothing is armed without it.
  armFaultPoint(process.env.CHAT_TUI_FAULT, () => process.kill(process.pid, 'SIGKILL'));
  const asked = readCall(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    hasTerminal: process.stdin.isTTY && process.stdout.isTTY,
  });
  if (typeof asked === 'number') return asked;
  const shell = openShell(asked.call.options);
  const onBug = (error: unknown) => {
    doLastThings();
    process.exit(reportError(shell, error));
  };
  process.on('exit', doLastThings);
  process.on('uncaughtException', onBug);
  process.on('unhandledRejection', onBug);
  try {
    return (await asked.verb.run(shell, asked.call)) ?? EXIT.done;
  } catch (error) {
    doLastThings();
    return reportError(shell, error);
  }
}

const exitCode = await main();
// What is still in the pipes goes out first; what is still open (sockets, timers) does not hold us up.
process.stdout.write('', () => {
  // The stream tells of it only in a later turn.
  if (process.stdout.errored !== null) leave(process.stdout.errored);
  process.stderr.write('', () => process.exit(exitCode));
});
