/** How passwords are hashed: bounded, and the same for whoever asks. */
import {expect, test} from '@jest/globals';
import {COMMON_PASSWORDS} from '../../src/server/commonPasswords.ts';
import {openPasswords} from '../../src/server/passwords.ts';
import {codeOf} from '../support/shelf.ts';

const CHEAP = {memoryKiB: 64, passes: 1};

test('only so many wait for a hash; one more is told that the server is busy', async () => {
  const passwords = openPasswords(CHEAP);
  const codes = await Promise.all(Array.from({length: 60}, () => codeOf(passwords.hash('a password'))));
  expect(codes.filter(code => code === 'ok')).toHaveLength(52);
  expect(codes.filter(code => code === 'busy')).toHaveLength(8);
  expect(await codeOf(passwords.hash('a password'))).toBe('ok');
});

test('a hash is made anew when the cost has changed, not else', async () => {
  const passwords = openPasswords(CHEAP);
  const dearer = openPasswords({memoryKiB: 128, passes: 1});
  const made = await passwords.hash('a password');
  expect(made).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
  expect([passwords.isOutdated(made), dearer.isOutdated(made)]).toEqual([false, true]);
  expect(await dearer.verify(made, 'a password')).toBe(true);
});

test('nobody’s password is right for an account that does not exist or has none', async () => {
  const passwords = openPasswords(CHEAP);
  expect(await passwords.verify(undefined, 'the account that nobody has')).toBe(false);
  expect(await passwords.verify('none', 'the account that nobody has')).toBe(false);
});

test('an unknown account costs as much time as a wrong password', async () => {
  const passwords = openPasswords({memoryKiB: 4096, passes: 1});
  const known = await passwords.hash('a password');
  const timesMs: Record<'known' | 'unknown', number[]> = {known: [], unknown: []};
  for (let round = 0; round < 40; round++) {
    const both = [
      ['known', known],
      ['unknown', undefined],
    ] as const;
    // Taking turns, so that whatever else the machine does falls on both alike.
    for (const [kind, hash] of round % 2 === 0 ? both : both.toReversed()) {
      const startMs = performance.now();
      await passwords.verify(hash, 'a wrong password');
      timesMs[kind].push(performance.now() - startMs);
    }
  }
  const median = (list: number[]) => list.toSorted((one, other) => one - other)[20] ?? 0;
  // Far below one when nothing is computed; how near to one it is, is measured with many more tries elsewhere.
  const ratio = median(timesMs.unknown) / median(timesMs.known);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});

test('the list of common passwords holds what guessers try first, and only what the rules would allow', () => {
  for (const password of ['password', '12345678', 'qwertyuiop', 'iloveyou', 'letmein1']) {
    expect([password, COMMON_PASSWORDS.has(password)]).toEqual([password, true]);
  }
  expect(COMMON_PASSWORDS.size).toBeGreaterThan(500);
  expect([...COMMON_PASSWORDS].filter(password => password !== password.toLowerCase())).toEqual([]);
});
