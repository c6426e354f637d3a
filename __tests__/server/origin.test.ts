/** Which pages and programs may connect, by the origin they name. */
import {expect, test} from '@jest/globals';
import {isOwnOrigin, toNames} from '../../src/server/door/origin.ts';

const KNOWN = {said: toNames(['Chat.Example.org', 'chat.intra.']), own: toNames(['mybox', 'mybox.local', '0.0.0.0'])};

test.each([
  [undefined, '127.0.0.1:7420', true],
  ['http://127.0.0.1:7420', '127.0.0.1:7420', true],
  ['http://[::1]:7420', '[::1]:7420', true],
  ['http://localhost:7420', 'localhost:7420', true],
  ['http://127.0.0.1:7421', '127.0.0.1:7420', false],
  // A port that belongs to the scheme may be left out.
  ['http://192.0.2.7', '192.0.2.7:80', true],
  ['https://192.0.2.7:443', '192.0.2.7', true],
  ['https://192.0.2.7', '192.0.2.7:80', false],
  // Known by the operator: directly, and through proxies that change the host, the port or the scheme.
  ['http://chat.example.org:7420', 'chat.example.org:7420', true],
  ['https://CHAT.example.org', 'chat.example.org', true],
  ['https://chat.example.org', '127.0.0.1:7420', true],
  ['https://chat.intra', 'chat.intra:7420', true],
  // What the machine calls itself is itself only where it is asked for.
  ['http://mybox:7420', 'mybox:7420', true],
  ['http://mybox.local:7420', 'mybox.local:7420', true],
  ['http://mybox:3000', 'mybox:7420', false],
  // Rebinding: the name of an attacker that leads here.
  ['http://evil.example:7420', 'evil.example:7420', false],
  ['http://chat.example.org.evil.example', 'chat.example.org.evil.example', false],
  ['http://127.0.0.1.evil.example:7420', '127.0.0.1.evil.example:7420', false],
  ['http://evil.example', '127.0.0.1:7420', false],
  ['null', '127.0.0.1:7420', false],
  ['', '127.0.0.1:7420', false],
  ['file://', '', false],
  ['chrome-extension://chat.example.org', 'chat.example.org', false],
  ['http://localhost:7420', undefined, false],
])('with the origin %s to the host %s: let in %s', (origin, host, isLetIn) => {
  expect(isOwnOrigin(origin, host, KNOWN)).toBe(isLetIn);
});
