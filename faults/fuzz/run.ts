/**
 * `npm run fuzz [-- --count N] [--seed N]`: a hundred thousand broken packets; `npm run fuzz -- sequences`: fifty thousand
 * sequences of raw bytes.
 */
import {runLongForm} from '../longForm.ts';

if (process.argv.includes('sequences')) {
  runLongForm({
    test: '__tests__/hostile/sequences.test.ts',
    title: 'random sequences',
    unit: 'sequences',
    count: 50_000,
    countVariable: 'CHAT_TUI_FUZZ_SEQUENCES',
    seedVariable: 'CHAT_TUI_FUZZ_SEED',
  });
} else {
  runLongForm({
    test: '__tests__/hostile/fuzz.test.ts',
    unit: 'broken packets',
    count: 100_000,
    countVariable: 'CHAT_TUI_FUZZ_PACKETS',
    seedVariable: 'CHAT_TUI_FUZZ_SEED',
  });
}
