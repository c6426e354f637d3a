/** Waits for the signal to stop; a second one does not wait for anything. */
import type {Console} from './console.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** As shells count: 128 and the number of the signal. */
const EXIT_ON_SECOND = 130;

/** @param ignores these signals end nothing */
export function untilSignal(console: Console | undefined, ignores: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise(resolve => {
    let hasOne = false;
    const stop = () => {
      if (hasOne) process.exit(EXIT_ON_SECOND);
      hasOne = true;
      resolve();
    };
    for (const signal of SIGNALS) if (!ignores.includes(signal)) process.on(signal, stop);
    console?.onStop(stop);
  });
}
