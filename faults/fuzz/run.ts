/** `npm run fuzz [-- --count N] [--seed N]`: a hundred thousand broken packets. */
import {runLongForm} from '../longForm.ts';

runLongForm({
  test: '__tests__/hostile/fuzz.test.ts',
  unit: 'broken packets',
  count: 100_000,
  countVariable: 'CHAT_TUI_FUZZ_PACKETS',
  seedVariable: 'CHAT_TUI_FUZZ_SEED',
});
