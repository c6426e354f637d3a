/** Types of a `doctor` check and its finding. */
import {toKnown} from '../../shared/errors.ts';
import {exitCodeOf} from '../ending/exits.ts';
import type {ServerFlags, Shell} from '../shell.ts';
import {asTrouble} from '../ending/trouble.ts';

type Result = 'ok' | 'warn' | 'fail';

export interface Finding {
  result: Result;
  /** A sentence; if something is wrong, it says what to do. Its untrusted parts have not passed `display()`. */
  text: string;
  /** Exit code of the program if this check failed; default 2. */
  exit?: number;
}

export interface Check<Facts> {
  /** One or two words, stable across versions, because scripts select checks by it. */
  name: string;
  /** If this check fails, later ones are pointless and are skipped. */
  isStep?: true;
  look(shell: Shell, facts: Facts): Finding | undefined | Promise<Finding | undefined>;
}

/** The server to check; the first check determines it for the others. */
export interface WayFacts {
  serverUrl: string;
  /** Named in a link or an option. */
  fingerprint: string | undefined;
}

/** Facts for the checks of a server. */
export interface CheckedServer {
  dataDir: string;
  /** Absent if the settings cannot be read. */
  flags: ServerFlags | undefined;
  /** Process id of the server if it runs. */
  pid: number | undefined;
  url: string | undefined;
}

export const ok = (text: string): Finding => ({result: 'ok', text});
export const warn = (text: string): Finding => ({result: 'warn', text});
export const fail = (text: string): Finding => ({result: 'fail', text});

export interface DoctorLine extends Finding {
  check: string;
}

/** Runs checks in order until a failed step. A check without a finding prints no line. */
export async function* examine<Facts>(
  shell: Shell,
  checks: readonly Check<Facts>[],
  facts: Facts,
): AsyncGenerator<DoctorLine, void> {
  for (const check of checks) {
    const found = await lookAt(shell, check, facts);
    if (found !== undefined) yield {check: check.name, ...found};
    if (found?.result === 'fail' && check.isStep === true) return;
  }
}

/** An error of the check is a finding too. */
async function lookAt<Facts>(shell: Shell, check: Check<Facts>, facts: Facts): Promise<Finding | undefined> {
  try {
    return await check.look(shell, facts);
  } catch (error) {
    const {message, code} = asTrouble(error) ?? toKnown(error);
    return {...fail(message), exit: exitCodeOf(code)};
  }
}
