/**
 * Limits concurrent file requests per person and in total: one person gets at most a quarter of the free slots, and a download
 * that waits for its sender holds none. Hand-written, because semaphores from the registry have no shares and cannot release a
 * slot temporarily.
 */
import {ChatError} from '../../../shared/errors.ts';

const PER_USER_MAX = 32;
/** Number of slots; each needs about a megabyte of memory. */
const ALL_MAX = 200;
const SHARE = 4;
/** Maximum number of paused requests per person. */
const WAITING_PER_USER_MAX = 64;
const WAITING_ALL_MAX = 1_000;

export interface Turn {
  /** Releases the slot while nothing can be sent. @throws too-many-requests, busy */
  pause(): void;
  /** Resolves when a slot is free again, or the signal aborts. */
  resume(ended: AbortSignal): Promise<void>;
  end(): void;
}

export interface Turns {
  /** @throws too-many-requests, busy */
  take(userId: number): Turn;
}

/** Slots of one kind, counted per person. */
function createPlaces(allMax: number, perUserMax: number) {
  const countByUser = new Map<number, number>();
  let all = 0;
  return {
    whyNot(userId: number): ChatError | undefined {
      const count = countByUser.get(userId) ?? 0;
      if (count >= perUserMax) return new ChatError('too-many-requests', '5');
      const share = Math.max(1, Math.floor((allMax - all) / SHARE));
      return all >= allMax || count >= share ? new ChatError('busy') : undefined;
    },
    add(userId: number, change: 1 | -1): void {
      all += change;
      const count = (countByUser.get(userId) ?? 0) + change;
      if (count === 0) countByUser.delete(userId);
      else countByUser.set(userId, count);
    },
  };
}

export function createTurns(): Turns {
  const running = createPlaces(ALL_MAX, PER_USER_MAX);
  const paused = createPlaces(WAITING_ALL_MAX, WAITING_PER_USER_MAX);
  const queue = new Set<{userId: number; go: () => void}>();
  const admit = () => {
    for (const one of queue) {
      if (running.whyNot(one.userId) !== undefined) continue;
      queue.delete(one);
      running.add(one.userId, 1);
      one.go();
    }
  };
  const createTurn = (userId: number): Turn => {
    let state: 'running' | 'paused' | 'over' = 'running';
    return {
      pause() {
        const why = paused.whyNot(userId);
        if (why !== undefined) throw why;
        paused.add(userId, 1);
        running.add(userId, -1);
        state = 'paused';
        admit();
      },
      async resume(ended) {
        if (state !== 'paused' || ended.aborted) return;
        await new Promise<void>(resolve => {
          const leave = () => {
            queue.delete(one);
            resolve();
          };
          const one = {
            userId,
            go() {
              ended.removeEventListener('abort', leave);
              paused.add(userId, -1);
              state = 'running';
              resolve();
            },
          };
          ended.addEventListener('abort', leave, {once: true});
          queue.add(one);
          admit();
        });
      },
      end() {
        if (state === 'over') return;
        (state === 'running' ? running : paused).add(userId, -1);
        state = 'over';
        admit();
      },
    };
  };
  return {
    take(userId) {
      const why = running.whyNot(userId);
      if (why !== undefined) throw why;
      running.add(userId, 1);
      return createTurn(userId);
    },
  };
}
