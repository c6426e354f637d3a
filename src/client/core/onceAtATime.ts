/** Runs at most one job per key; a refused or cut job ends silently, unless somebody wants to know. */
import {ChatError} from '../../shared/errors.ts';
import type {Again} from '../line/again.ts';

/**
 * Starts `work`, unless a job runs for this `key`. A refusal or disconnect ends it silently; whoever needs it asks again. `look`
 * runs after a successful job, because requests made meanwhile were ignored.
 */
export type Once = (key: string, work: () => Promise<void>, look?: () => void) => void;

/** @param onEnd without an error where the job succeeded; before `look` */
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

/** Jobs at most once at a time for a key, each of which begins again by itself where it was refused for now. */
export function onceAndAgain(again: Again): Once {
  const running = onceAtATime();
  const once: Once = (key, work, look) => {
    if (again.isHeld(key)) return;
    const trying = async () => {
      try {
        await work();
        again.succeeded(key);
      } catch (error) {
        again.failed(key, error, () => once(key, work, look));
        throw error;
      }
    };
    running(key, trying, look);
  };
  return once;
}
