/** Tests run as ES modules; TypeScript is stripped by swc, never type-checked here (`npm run check` does that). */
import {temporaryPlace} from './__tests__/support/suite/temporaryPlace.js';
import {groupTests} from './scripts/groups.ts';
import {bundleLibraries} from './scripts/libraries.ts';

// What tests start from sources is compiled once.
process.env.NODE_COMPILE_CACHE ??= 'node_modules/.cache/chat-tui/compiled';

// Whoever names a folder for them gets that one.
if (process.env.TMPDIR === undefined) {
  const place = temporaryPlace();
  if (place !== undefined) process.env.TMPDIR = place;
}

const swcOptions = {
  jsc: {parser: {syntax: 'typescript', tsx: true}, target: 'es2023', transform: {react: {runtime: 'automatic'}}},
  module: {type: 'es6'},
  // Beside the code, not in it: each file compiles all that it imports anew, and a map is longer than its code.
  sourceMaps: true,
};

const project = {
  cacheDirectory: 'node_modules/.cache/jest',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {'^.+\\.tsx?$': ['@swc/jest', swcOptions]},
};

const production = {
  ...project,
  displayName: 'chat-tui',
  moduleNameMapper: await bundleLibraries('production'),
  setupFilesAfterEnv: ['<rootDir>/__tests__/support/suite/onceMore.ts'],
};

/** Each file by itself, which is what somebody wants who names some. */
const single = [{...production, testMatch: ['<rootDir>/__tests__/**/*.test.{ts,tsx}']}];

function together() {
  const {folder, alone} = groupTests();
  return [
    {...production, displayName: 'alone', testMatch: alone.map(path => `<rootDir>/${path}`)},
    {
      ...production,
      roots: [`<rootDir>/${folder}`],
      haste: {retainAllFiles: true},
      testMatch: [`<rootDir>/${folder}/*.test.mjs`],
      testPathIgnorePatterns: [],
      transform: {
        '^.+\\.test\\.tsx?$': ['<rootDir>/__tests__/support/suite/suiteTransform.js', swcOptions],
        ...project.transform,
      },
    },
  ];
}

// Without arguments it is all of them.
const all = process.argv.length === 2 || process.env.CHAT_TUI_TOGETHER === '1';

export default {
  projects: [
    ...(all ? together() : single),
    // Some screens once more on React's development build, which says what it does not like.
    {
      ...project,
      displayName: 'react-development',
      testMatch: ['<rootDir>/__tests__/tui/{screen,overlays}.test.ts'],
      moduleNameMapper: await bundleLibraries('development'),
      setupFilesAfterEnv: [
        '<rootDir>/__tests__/support/suite/onceMore.ts',
        '<rootDir>/__tests__/support/suite/noWarnings.ts',
      ],
    },
  ],
  // Only what hangs shall fail, not a slow machine: each wait has a shorter deadline of its own that says what it waited for.
  testTimeout: 90_000,
  // Much of the time is waiting for other processes, so there are more workers than two cores.
  maxWorkers: 3,
  testSequencer: '<rootDir>/__tests__/support/suite/slowFirst.js',
};
