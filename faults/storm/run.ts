/** `npm run storm [-- --count N] [--seed N]`: ten thousand keys, pastes, sizes and hostile messages against the full screen. */
import {runLongForm} from '../longForm.ts';

runLongForm({
  test: '__tests__/hostile/storm.test.ts',
  unit: 'steps',
  count: 10_000,
  countVariable: 'CHAT_TUI_STORM_STEPS',
  seedVariable: 'CHAT_TUI_STORM_SEED',
});
