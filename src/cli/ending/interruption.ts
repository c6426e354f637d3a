/** Lets a verb clean up when it is ended by a signal. */
import {constants} from 'node:os';
import {within} from '../../shared/bounds/within.ts';
import {unignored} from './hangup.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Time limit for cleaning up, long enough for an answer over a slow connection; a second Ctrl+C ends it at once. */
const ORDER_MS = 10_000;

/**
 * Resolves to `undefined` when the work is done. After a signal it runs `putInOrder` until that ends, times out, or a second
 * signal arrives, and then resolves to 128 plus the first signal's number.
 */
export async function untilInterrupted(
  work: Promise<void>,
  putInOrder: () => Promise<unknown>,
): Promise<number | void> {
  let onSignal: ((signal: NodeJS.Signals) => void) | undefined;
  const interrupted = new Promise<NodeJS.Signals>(resolve => (onSignal = resolve));
  const handle = (signal: NodeJS.Signals) => onSignal?.(signal);
  const signals = unignored(SIGNALS);
  for (const signal of signals) process.on(signal, handle);
  try {
    const signal = await Promise.race([work, interrupted]);
    if (typeof signal !== 'string') return;
    work.catch(() => undefined);
    const again = new Promise(resolve => (onSignal = resolve));
    await within(ORDER_MS, Promise.race([putInOrder(), again]));
    return 128 + constants.signals[signal];
  } finally {
    for (const signal of signals) process.off(signal, handle);
  }
}
