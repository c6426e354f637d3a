/** Maps errors to exit codes, and prints the sentence for each. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ChatError, kindOf, sentenceOf, type ErrorCode} from '../../shared/errors.ts';
import {makeFolder} from '../../shared/machine/folder.ts';
import {withProgramName} from '../programName.ts';
import type {Shell} from '../shell.ts';
import {asTrouble} from './trouble.ts';

/** `temporary` is `EX_TEMPFAIL` of sysexits.h: the same call may succeed later. */
export const EXIT = {done: 0, bug: 1, usage: 2, noServer: 3, refused: 4, temporary: 75} as const;

/** For the help and the documentation. */
export const EXIT_CODES: readonly (readonly [code: number | string, meaning: string])[] = [
  [EXIT.done, 'done'],
  [EXIT.bug, 'a bug: the details are in a file that is named'],
  [EXIT.usage, 'wrong usage, or something that this machine does not allow'],
  [EXIT.noServer, 'no server'],
  [EXIT.refused, 'refused by the server'],
  [EXIT.temporary, 'refused for now: the same call may succeed later'],
  ['128+N', 'ended by the signal N: Ctrl+C is 130'],
];

export function exitCodeOf(code: ErrorCode): number {
  const {exit, canRetry, isBrief} = kindOf(code);
  if (exit !== undefined) return EXIT[exit];
  return canRetry || isBrief === true ? EXIT.temporary : EXIT.refused;
}

/** Prints one sentence about the error and returns the exit code. */
export function reportError(shell: Teller, error: unknown): number {
  const met = error instanceof ChatError ? error : asTrouble(error);
  if (met !== undefined) {
    shell.tell(withProgramName(sentenceOf(met.code, met.detail, 'shell'), shell.programName));
    return exitCodeOf(met.code);
  }
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return EXIT.done;
  const file = writeCrash(shell, error);
  shell.tell(
    'chat-tui has failed, which is a bug; ' +
      `${file === undefined ? 'the details could not be written' : `the details are in ${file}`}.`,
  );
  return EXIT.bug;
}

/** The part of a shell that is needed to report an error; `paths` may be missing if they could not be determined. */
type Teller = Pick<Shell, 'tell' | 'now' | 'programName'> & Partial<Pick<Shell, 'paths'>>;

/** Writes the stack to a file that only its owner can read; `undefined` if that fails too. */
function writeCrash(shell: Teller, error: unknown): string | undefined {
  if (shell.paths === undefined) return undefined;
  const dir = join(shell.paths.stateDir, 'crashes');
  const atText = new Date(shell.now()).toISOString();
  const file = join(dir, `${atText.replaceAll(/[:.]/g, '-')}-${process.pid}.log`);
  try {
    makeFolder(dir);
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const cause = error instanceof Error && error.cause instanceof Error ? `\ncause: ${error.cause.stack}` : '';
    writeFileSync(file, `${atText} node ${process.version}\n${stack}${cause}\n`, {mode: 0o600});
    return file;
  } catch {
    return undefined;
  }
}
