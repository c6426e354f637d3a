/**
 * `npm run fuzz [-- --count N] [--seed N]`: a hundred thousand broken packets; `npm run fuzz -- sequences`: fifty thousand
 * sequences of raw bytes; `npm run fuzz -- sealed`: ten thousand steps of devices and keys of an encrypted conversation, and of
 * people of an encrypted room; `npm run fuzz -- properties`: two thousand runs of each property.
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
} else if (process.argv.includes('sealed')) {
  runLongForm({
    test: '__tests__/client/sealed(Simulation|RoomSimulation|Killed).test.ts',
    unit: 'steps of devices, keys and people',
    count: 10_000,
    countVariable: 'CHAT_TUI_SEALED_STEPS',
    seedVariable: 'CHAT_TUI_SEALED_SEED',
  });
} else if (process.argv.includes('properties')) {
  runLongForm({
    test: ['--findRelatedTests', '__tests__/support/suite/property.ts'],
    unit: 'runs of each property',
    count: 2_000,
    countVariable: 'CHAT_TUI_FUZZ_RUNS',
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
