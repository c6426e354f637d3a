/** Guesses whether this program was started with SIGHUP ignored, as by `nohup chat-tui serve &`. */
import {fstatSync, readFileSync, statSync} from 'node:fs';
import {basename} from 'node:path';

const SIGHUP_BIT = 1n;
/** Access modes of `open(2)` on Linux: read, write, both. */
const ACCESS_MASK = 0o3;
const WRITE_ONLY = 0o1;

/**
 * Node resets ignored signals at its start, so only hints remain: the shell's variable `_`, the write-only file that nohup opens
 * as standard input, and a parent process that ignores the signal.
 */
export function isHangupIgnored(env: Readonly<Record<string, string | undefined>>): boolean {
  return basename(env._ ?? '') === 'nohup' || hasUnreadableInput() || isIgnoredBy(process.ppid);
}

function hasUnreadableInput(): boolean {
  return orFalse(() => {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync('/proc/self/fdinfo/0', 'utf8'))?.[1] ?? '0';
    return (Number.parseInt(flags, 8) & ACCESS_MASK) === WRITE_ONLY && fstatSync(0).rdev === statSync('/dev/null').rdev;
  });
}

function isIgnoredBy(pid: number): boolean {
  return orFalse(() => {
    const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    return (BigInt(`0x${ignored}`) & SIGHUP_BIT) !== 0n;
  });
}

/** Assumes false if the system does not tell. */
function orFalse(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}

/** The signals that a verb may handle: without SIGHUP if it was ignored, because handling it would defeat `nohup`. */
export const unignored = <Signal extends NodeJS.Signals>(signals: readonly Signal[]): readonly Signal[] =>
  isHangupIgnored(process.env) ? signals.filter(signal => signal !== 'SIGHUP') : signals;
