/** Signals during the full screen and the plain mode: restores the terminal, closes the clients, ends the program. */
import {constants} from 'node:os';
import {heeded} from '../ending/hangup.ts';
import {endProcess, doLastThings} from '../ending/lastMoment.ts';

/** Windows has no such thing as the last one. */
const SIGNALS = (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const).filter(
  signal => signal !== 'SIGQUIT' || process.platform !== 'win32',
);
/** Whoever sends a signal does not wait long. */
const GOODBYE_MS = 1_000;

/**
 * @param isLent whether another program has the terminal: Ctrl+C and Ctrl+\ are meant for that one, but both programs get their
 * signal
 * @returns how to stop listening
 */
export function onSignals(sayGoodbye: () => Promise<unknown>, isLent = () => false): () => void {
  const leave = (signal: (typeof SIGNALS)[number]) => {
    if ((signal === 'SIGINT' || signal === 'SIGQUIT') && isLent()) return;
    doLastThings();
    // As shells count.
    const exit = () => endProcess(128 + constants.signals[signal]);
    setTimeout(exit, GOODBYE_MS);
    void sayGoodbye().then(exit, exit);
  };
  // A terminal that is gone has nobody who could type; a pipe goes on.
  const signals = process.stdin.isTTY ? SIGNALS : heeded(SIGNALS);
  for (const signal of signals) process.on(signal, leave);
  return () => {
    for (const signal of signals) process.off(signal, leave);
  };
}
