/** Signals during full screen and plain mode: restores the terminal, closes the clients, ends the program. */
import {constants} from 'node:os';
import {unignored} from '../ending/hangup.ts';
import {endProcess, runExitHooks} from '../ending/exitHooks.ts';

/** Windows has no SIGQUIT. */
const SIGNALS = (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const).filter(
  signal => signal !== 'SIGQUIT' || process.platform !== 'win32',
);
/** Time limit for closing, because whoever sends a signal does not wait long. */
const CLOSING_MS = 1_000;

/**
 * @param isLent whether another program has the terminal: Ctrl+C and Ctrl+\ are meant for that program, although both receive the
 * signal
 * @returns a function that stops listening
 */
export function onSignals(close: () => Promise<unknown>, isLent = () => false): () => void {
  const leave = (signal: (typeof SIGNALS)[number]) => {
    if ((signal === 'SIGINT' || signal === 'SIGQUIT') && isLent()) return;
    runExitHooks();
    // Exit code as in a shell.
    const exit = () => endProcess(128 + constants.signals[signal]);
    setTimeout(exit, CLOSING_MS);
    void close().then(exit, exit);
  };
  // SIGHUP from a lost terminal always ends the program; with piped input, an ignored SIGHUP stays ignored.
  const signals = process.stdin.isTTY ? SIGNALS : unignored(SIGNALS);
  for (const signal of signals) process.on(signal, leave);
  return () => {
    for (const signal of signals) process.off(signal, leave);
  };
}
