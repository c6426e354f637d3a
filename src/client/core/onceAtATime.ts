/** Runs at most one job per key; a refused or cut job ends silently. */
import {ChatError} from '../../shared/errors.ts';

/**
 * Begins `work`, unless some is under way for this `key`. A refusal or a cut ends it quietly: whatever wanted it asks again.
 * `look` comes after work that was done: something may have become missing meanwhile, and was not begun because of it.
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
