/** Prepares uploads: copies are made for all sources or for none, and removed when the client or its login ends. */
import {ChatError} from '../../../shared/errors.ts';
import {removeCopy} from './copy.ts';
import type {Source} from './source.ts';

export interface Copying {
  /**
   * Runs `work`, which passes each source to `keep`; copies among them are removed if it fails.
   * @throws errors of `work`, disconnected
   */
  run<T>(work: (signal: AbortSignal, keep: (source: Source) => Source) => Promise<T>): Promise<T>;
  /** Aborts running work; with `isFinal`, later work is refused. Resolves when all of it has ended. */
  stop(isFinal?: boolean): Promise<void>;
}

export function openCopying(): Copying {
  const running = new Set<Promise<unknown>>();
  let stopping = new AbortController();
  return {
    async run(work) {
      const {signal} = stopping;
      signal.throwIfAborted();
      const made: Source[] = [];
      const keep = (source: Source): Source => {
        made.push(source);
        return source;
      };
      const going = work(signal, keep);
      running.add(going);
      try {
        return await going;
      } catch (error) {
        made.forEach(removeCopy);
        throw error;
      } finally {
        running.delete(going);
      }
    },
    async stop(isFinal = false) {
      const before = stopping;
      if (!isFinal) stopping = new AbortController();
      before.abort(new ChatError('disconnected'));
      await Promise.allSettled(running);
    },
  };
}
