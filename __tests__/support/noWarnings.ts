/** For tests on React's development build: whatever it warns of fails the test. */
import {afterEach, beforeEach} from '@jest/globals';
import {deepEqual, ok} from 'node:assert/strict';
import {captureOwnerStack} from 'react';

let warnings: unknown[][] = [];

beforeEach(() => {
  warnings = [];
  console.error = console.warn = (...values: unknown[]) => void warnings.push(values);
});

afterEach(() => {
  ok(captureOwnerStack, 'this is not the development build of React, which alone warns');
  deepEqual(warnings, []);
});
