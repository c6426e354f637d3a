/** The preparing of uploads: copies are made for all of them or for none, and none outlives the client or its login. */
import {ChatError} from '../../../shared/errors.ts';
import {removeCopy} from './copy.ts';
import type {Source} from './source.ts';

export interface Copying {
  /**
   * Runs it; each source is given to `keep`, and those that are copies are removed where the work fails. @throws what it throws,
   * disconnected
   */
  run<T>(work: (signal: AbortSignal, keep: (source: Source) => Source) => Promise<T>): Promise<T>;
  /** Stops what runs, for good where nothing may follow; resolves when nothing of it is left. */
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
