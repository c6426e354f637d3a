/** Which pages and programs may connect, by the origin they name. */
import {expect, test} from '@jest/globals';
import {isOwnOrigin} from '../../src/server/origin.ts';

test.each([
  ['http://127.0.0.1:7420', '127.0.0.1:7420', true],
  ['http://[::1]:7420', '[::1]:7420', true],
  ['http://localhost:7420', 'localhost:7420', true],
  ['http://127.0.0.1:7421', '127.0.0.1:7420', false],
  ['http://evil.example:7420', 'evil.example:7420', false],
  ['null', '127.0.0.1:7420', false],
])('with the origin %s to the host %s: let in %s', (origin, host, isLetIn) => {
  expect(isOwnOrigin(origin, host)).toBe(isLetIn);
});
