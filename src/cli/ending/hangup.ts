/** Guesses whether this program was started with SIGHUP ignored, as by `nohup chat-tui serve &`. */
import {fstatSync, readFileSync, statSync} from 'node:fs';
import {basename} from 'node:path';

const SIGHUP_BIT = 1n;
/** Of `open(2)` on Linux: reading, writing, both. */
const ACCESS_MASK = 0o3;
const WRITE_ONLY = 0o1;

/**
 * Node resets ignored signals at its start, so that only hints are left: the shell's variable `_`, the unreadable file that
 * nohup puts in place of a terminal, and the parent process ignoring the signal.
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

/** Where the system does not tell, nothing was ignored. */
function orFalse(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}

/** Those that a verb may listen to: a handler would end what `nohup` was to keep. */
export const heeded = <Signal extends NodeJS.Signals>(signals: readonly Signal[]): readonly Signal[] =>
  isHangupIgnored(process.env) ? signals.filter(signal => signal !== 'SIGHUP') : signals;
