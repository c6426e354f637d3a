/** The program's entry: reads the arguments, runs one verb, ends with its exit code. */
import {sentenceOf} from '../shared/errors.ts';
import {armFaultPoint} from '../shared/faultPoint.ts';
import {EXIT, reportError} from './exits.ts';
import {doLastThings, passBug} from './lastMoment.ts';
import {runCall} from './run.ts';

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

// For tests of what a crash leaves behind; nothing is armed without it.
armFaultPoint(process.env.CHAT_TUI_FAULT, how => {
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  const fail = () => {
    throw new Error('a failure made on purpose');
  };
  setImmediate(how === 'throw' ? fail : async () => fail());
});
const exitCode = await runCall(process.argv.slice(2), process, shell => {
  const onBug = (error: unknown) => {
    if (passBug(error)) return;
    doLastThings();
    process.exit(reportError(shell, error));
  };
  process.on('exit', doLastThings);
  process.on('uncaughtException', onBug);
  process.on('unhandledRejection', onBug);
});
// What is still in the pipes goes out first; what is still open (sockets, timers) does not hold us up.
process.stdout.write('', () => {
  // The stream tells of it only in a later turn.
  if (process.stdout.errored !== null) leave(process.stdout.errored);
  process.stderr.write('', () => process.exit(exitCode));
});
