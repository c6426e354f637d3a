/** Entry point: parses the arguments, runs one verb, ends with its exit code. */
import {sentenceOf} from '../shared/errors.ts';
import {armFaultPoint} from '../shared/machine/faultPoint.ts';
import {keepCompiled} from './compiled.ts';
import {endProcess, runExitHooks, passUncaught} from './ending/exitHooks.ts';
import {EXIT, reportError} from './ending/exits.ts';
import {isHangupIgnored} from './ending/hangup.ts';
import {runCall} from './run.ts';

/**
 * Warnings of the runtime (e.g. that `node:sqlite` is experimental on Node 22) are of no use to a user and would disturb the
 * screen.
 */
process.removeAllListeners('warning');
/** False for a verb that continues even if nobody reads its output. */
let leavesWithReader = true;
process.stdout.on('error', error => {
  if (leavesWithReader) leave(error);
});
// A closed standard error stops nothing: the work is still wanted, and its exit code.
process.stderr.on('error', () => undefined);

/**
 * Ends the program because standard output cannot be written: a reader such as `head` has gone, which is no error, or the disk is
 * full.
 */
function leave(error: Error, code: number = EXIT.done): never {
  runExitHooks();
  // A call that failed has reported its own error already.
  if (code !== EXIT.done || ('code' in error && error.code === 'EPIPE')) endProcess(code);
  process.stderr.write(`${sentenceOf('file-unwritable', 'The output')}\n`);
  endProcess(EXIT.usage);
}

// Must come before all other listeners, because those check whether the signal was ignored.
if (isHangupIgnored(process.env)) process.on('SIGHUP', () => undefined);

// For crash tests only; without the variable nothing happens.
armFaultPoint(process.env.CHAT_TUI_FAULT, how => {
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  const fail = () => {
    throw new Error('a failure made on purpose');
  };
  setImmediate(how === 'throw' ? fail : async () => fail());
});
// If nothing is pending any more, the process ends by itself before its work is done, which is a bug.
process.on('exit', () => {
  process.exitCode ??= EXIT.bug;
});
const exitCode = await runCall(process.argv.slice(2), process, (shell, verb) => {
  leavesWithReader = verb.outlivesReader !== true;
  if (verb.name !== 'serve') keepCompiled(shell.paths);
  const onBug = (error: unknown) => {
    if (passUncaught(error)) return;
    runExitHooks();
    endProcess(reportError(shell, error));
  };
  process.on('exit', runExitHooks);
  process.on('uncaughtException', onBug);
  process.on('unhandledRejection', onBug);
});
// Waits for buffered output, but not for open sockets or timers.
process.stdout.write('', () => {
  // The stream reports its error only in a later turn.
  if (process.stdout.errored !== null) leave(process.stdout.errored, exitCode);
  process.stderr.write('', () => endProcess(exitCode));
});
