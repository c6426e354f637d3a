/** Lets a verb clean up when it is ended by a signal. */
import {constants} from 'node:os';
import {within} from '../../shared/bounds/within.ts';
import {heeded} from './hangup.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** On a slow line an answer takes its time; whoever presses Ctrl+C once more waits for no server. */
const ORDER_MS = 10_000;

/**
 * Resolves to nothing when the work is done; after a signal runs `putInOrder`, until it ends, times out or a second signal
 * comes, and resolves to 128 plus the first signal's number.
 */
export async function untilInterrupted(
  work: Promise<void>,
  putInOrder: () => Promise<unknown>,
): Promise<number | void> {
  let onSignal: ((signal: NodeJS.Signals) => void) | undefined;
  const interrupted = new Promise<NodeJS.Signals>(resolve => (onSignal = resolve));
  const handle = (signal: NodeJS.Signals) => onSignal?.(signal);
  const signals = heeded(SIGNALS);
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
