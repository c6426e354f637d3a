/** Runs at most one job per key; a refused or cut job ends silently. */
import {ChatError} from '../../shared/errors.ts';

/**
 * Starts `work`, unless a job runs for this `key`. A refusal or disconnect ends it silently; whoever needs it asks again. `look`
 * runs after a successful job, because requests made meanwhile were ignored.
 */
export type Once = (key: string, work: () => Promise<void>, look?: () => void) => void;

export function onceAtATime(): Once {
  const underWay = new Set<string>();
  return (key, work, look) => {
    if (underWay.has(key)) return;
    underWay.add(key);
    const end = (isDone: boolean) => {
      underWay.delete(key);
      if (isDone) look?.();
    };
    void work().then(
      () => end(true),
      (error: unknown) => {
        end(false);
        if (!(error instanceof ChatError)) throw error;
      },
    );
  };
}
