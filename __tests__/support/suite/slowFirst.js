/**
 * Order of the test files: those that wait long begin first, so that no core stands idle at the end. Plain JavaScript, because
 * jest loads it itself.
 */
import Sequencer from '@jest/test-sequencer';

const SLOW = ['faults', 'hostile/terminal', 'e2e', 'cli', 'client/transfers', 'hostile', 'client'];

/** Of a file of tests or a group of them (`scripts/groups.ts`). */
const rankOf = path => {
  const rank = SLOW.findIndex(part => path.includes(`/__tests__/${part}`) || path.includes(`/groups/${part}-`));
  return rank < 0 ? SLOW.length : rank;
};

export default class SlowFirst extends (Sequencer.default ?? Sequencer) {
  sort(tests) {
    return [...tests].sort((a, b) => rankOf(a.path) - rankOf(b.path) || a.path.localeCompare(b.path));
  }
}
