/** How many file requests may run at once: of one person, and of all. */
import {ChatError} from '../../shared/errors.ts';

const PER_USER_MAX = 32;
/** Each holds about a megabyte. */
const ALL_MAX = 200;

export interface Turns {
  /** Returns how to end the turn. @throws too-many-requests, busy */
  take(userId: number): () => void;
}

export function createTurns(): Turns {
  const countByUser = new Map<number, number>();
  let all = 0;
  return {
    take(userId) {
      const count = countByUser.get(userId) ?? 0;
      if (count >= PER_USER_MAX) throw new ChatError('too-many-requests', '5');
      if (all >= ALL_MAX) throw new ChatError('busy');
      all += 1;
      countByUser.set(userId, count + 1);
      return () => {
        all -= 1;
        const left = (countByUser.get(userId) ?? 1) - 1;
        if (left === 0) countByUser.delete(userId);
        else countByUser.set(userId, left);
      };
    },
  };
}
