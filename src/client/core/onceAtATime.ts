/** Runs at most one job per key; a refusal or disconnect ends a job silently, except for the `onEnd` callback. */
import {ChatError} from '../../shared/errors.ts';
import type {Retries} from '../line/retries.ts';

/**
 * Starts `work`, unless a job runs for this `key`. A refusal or disconnect ends the job silently; the caller starts it again
 * when needed. `look` runs after a successful job, because calls made meanwhile were ignored.
 */
export type Once = (key: string, work: () => Promise<void>, look?: () => void) => void;

/** @param onEnd called before `look`, without an error when the job succeeded */
export function onceAtATime(onEnd?: (key: string, error?: ChatError) => void): Once {
  const underWay = new Set<string>();
  return (key, work, look) => {
    if (underWay.has(key)) return;
    underWay.add(key);
    void work().then(
      () => {
        underWay.delete(key);
        onEnd?.(key);
        look?.();
      },
      (error: unknown) => {
        underWay.delete(key);
        if (!(error instanceof ChatError)) throw error;
        onEnd?.(key, error);
      },
    );
  };
}

/** At most one job per key; a job that is refused temporarily is repeated through `retries`. */
export function onceWithRetries(retries: Retries): Once {
  const running = onceAtATime();
  const once: Once = (key, work, look) => {
    if (retries.isHeld(key)) return;
    const trying = async () => {
      try {
        await work();
        retries.succeeded(key);
      } catch (error) {
        retries.failed(key, error, () => once(key, work, look));
        throw error;
      }
    };
    running(key, trying, look);
  };
  return once;
}
