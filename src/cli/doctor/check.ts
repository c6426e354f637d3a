/** Types of a `doctor` check and its finding. */
import {toKnown} from '../../shared/errors.ts';
import {exitCodeOf} from '../ending/exits.ts';
import type {ServerFlags, Shell} from '../shell.ts';
import {asTrouble} from '../ending/trouble.ts';

type Result = 'ok' | 'warn' | 'fail';

export interface Finding {
  result: Result;
  /** A sentence; where something is wrong it says what to do. Foreign parts are still as they came. */
  text: string;
  /** Of the program, where it failed; 2 without it. */
  exit?: number;
}

export interface Check<Facts> {
  /** One or two words, the same in every version: scripts ask for it. */
  name: string;
  /** Nothing behind it can be tried where it fails. */
  isStep?: true;
  look(shell: Shell, facts: Facts): Finding | undefined | Promise<Finding | undefined>;
}

/** The target server: found by the first check for the others. */
export interface WayFacts {
  serverUrl: string;
  /** As a link or an option names it. */
  fingerprint: string | undefined;
}

/** What checks of a server need. */
export interface CheckedServer {
  dataDir: string;
  /** Absent where they cannot be read. */
  flags: ServerFlags | undefined;
  /** The process of the server, where one runs. */
  pid: number | undefined;
  url: string | undefined;
}

export const ok = (text: string): Finding => ({result: 'ok', text});
export const warn = (text: string): Finding => ({result: 'warn', text});
export const fail = (text: string): Finding => ({result: 'fail', text});

export interface DoctorLine extends Finding {
  check: string;
}

/** Runs checks in order up to the first failure. A check without a finding prints no line. */
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

/** What goes wrong is found as well. */
async function lookAt<Facts>(shell: Shell, check: Check<Facts>, facts: Facts): Promise<Finding | undefined> {
  try {
    return await check.look(shell, facts);
  } catch (error) {
    const {message, code} = asTrouble(error) ?? toKnown(error);
    return {...fail(message), exit: exitCodeOf(code)};
  }
}
