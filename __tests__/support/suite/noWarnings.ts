/** For tests on React's development build: whatever it warns of fails the test. */
import {afterEach, beforeEach} from '@jest/globals';
import {deepEqual, ok} from 'node:assert/strict';
import {captureOwnerStack} from 'react';

/** The terminal emulator tells on a busy machine that a task of its own took long: nothing of React's. */
const EMULATOR_IS_SLOW = /^task queue exceeded allotted deadline by \d+ms$/;

let warnings: unknown[][] = [];

beforeEach(() => {
  warnings = [];
  console.error = console.warn = (...values: unknown[]) => {
    if (!EMULATOR_IS_SLOW.test(String(values[0]))) warnings.push(values);
  };
});

afterEach(() => {
  ok(captureOwnerStack, 'this is not the development build of React, which alone warns');
  deepEqual(warnings, []);
});
