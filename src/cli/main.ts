/** Entry point: parses the arguments, runs one verb, ends with its exit code. */
import {sentenceOf} from '../shared/errors.ts';
import {armFaultPoint} from '../shared/machine/faultPoint.ts';
import {keepCompiled} from './compiled.ts';
import {endProcess, doLastThings, passBug} from './ending/lastMoment.ts';
import {EXIT, reportError} from './ending/exits.ts';
import {isHangupIgnored} from './ending/hangup.ts';
import {runCall} from './run.ts';

/**
 * Warnings of the runtime (`node:sqlite` is "experimental" on Node 22) are nothing a person could act on, and would break the
 * screen.
 */
process.removeAllListeners('warning');
/** False for a verb whose work matters more than what it prints. */
let leavesWithReader = true;
process.stdout.on('error', error => {
  if (leavesWithReader) leave(error);
});
// Whoever does not read the sentences still wants the work done, and its exit code.
process.stderr.on('error', () => undefined);

/** Whoever reads our output may stop at any time: `chat-tui tail -f … | head`. A full disk is another matter. */
function leave(error: Error, code: number = EXIT.done): never {
  doLastThings();
  // What ended with an error has said it already.
  if (code !== EXIT.done || ('code' in error && error.code === 'EPIPE')) endProcess(code);
  process.stderr.write(`${sentenceOf('file-unwritable', 'The output')}\n`);
  endProcess(EXIT.usage);
}

// Before anything else listens to it: who listens as well asks whether it was ignored.
if (isHangupIgnored(process.env)) process.on('SIGHUP', () => undefined);

// For tests of what a crash leaves behind; nothing is armed without it.
armFaultPoint(process.env.CHAT_TUI_FAULT, how => {
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  const fail = () => {
    throw new Error('a failure made on purpose');
  };
  setImmediate(how === 'throw' ? fail : async () => fail());
});
// A process in which nothing goes on any more ends by itself; what it had begun is not done then.
process.on('exit', () => {
  process.exitCode ??= EXIT.bug;
});
const exitCode = await runCall(process.argv.slice(2), process, (shell, verb) => {
  leavesWithReader = verb.outlivesReader !== true;
  if (verb.name !== 'serve') keepCompiled(shell.paths);
  const onBug = (error: unknown) => {
    if (passBug(error)) return;
    doLastThings();
    endProcess(reportError(shell, error));
  };
  process.on('exit', doLastThings);
  process.on('uncaughtException', onBug);
  process.on('unhandledRejection', onBug);
});
// What is still in the pipes goes out first; what is still open (sockets, timers) does not hold us up.
process.stdout.write('', () => {
  // The stream tells of it only in a later turn.
  if (process.stdout.errored !== null) leave(process.stdout.errored, exitCode);
  process.stderr.write('', () => endProcess(exitCode));
});
