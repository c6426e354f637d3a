/** How passwords are hashed: bounded, and the same for whoever asks. */
import {availableParallelism} from 'node:os';
import {expect, test} from '@jest/globals';
import {hash} from '@node-rs/argon2';
import {commonPasswords} from '../../src/server/door/passwords/commonPasswords.ts';
import {checkPassword, openPasswords} from '../../src/server/door/passwords/passwords.ts';
import {passwordLengthFault} from '../../src/shared/access/password.ts';
import {codeOf} from '../support/stored/shelf.ts';

const ASKER = {line: '192.0.2.1', isKnown: false, isGone: () => false};
const CHEAP = {memoryKiB: 64, passes: 1};

test('only so many wait for a hash; one more is told that the server is busy', async () => {
  const passwords = openPasswords(CHEAP);
  const atOnce = Math.max(1, Math.min(2, availableParallelism() - 1));
  const codes = await Promise.all(Array.from({length: 60}, () => codeOf(passwords.hash('a password', ASKER))));
  expect(codes.filter(code => code === 'ok')).toHaveLength(50 + atOnce);
  expect(codes.filter(code => code === 'busy')).toHaveLength(10 - atOnce);
  expect(await codeOf(passwords.hash('a password', ASKER))).toBe('ok');
});

test('a hash is made anew when the cost has changed, not else', async () => {
  const passwords = openPasswords(CHEAP);
  const dearer = openPasswords({memoryKiB: 128, passes: 1});
  const made = await passwords.hash('a password', ASKER);
  expect(made).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
  expect([passwords.isOutdated(made), dearer.isOutdated(made)]).toEqual([false, true]);
  expect(await dearer.verify(made, 'a password', ASKER)).toBe(true);
});

test('nobody’s password is right for an account that does not exist or has none', async () => {
  const passwords = openPasswords(CHEAP);
  expect(await passwords.verify(undefined, 'the account that nobody has', ASKER)).toBe(false);
  expect(await passwords.verify('none', 'the account that nobody has', ASKER)).toBe(false);
});

test('an unknown account costs as much time as a wrong password', async () => {
  const passwords = openPasswords({memoryKiB: 4096, passes: 1});
  const known = await passwords.hash('a password', ASKER);
  const timesMs: Record<'known' | 'unknown', number[]> = {known: [], unknown: []};
  for (let round = 0; round < 20; round++) {
    const both = [
      ['known', known],
      ['unknown', undefined],
    ] as const;
    // Taking turns, so that whatever else the machine does falls on both alike.
    for (const [kind, hash] of round % 2 === 0 ? both : both.toReversed()) {
      const startMs = performance.now();
      await passwords.verify(hash, 'a wrong password', ASKER);
      timesMs[kind].push(performance.now() - startMs);
    }
  }
  const median = (list: number[]) => list.toSorted((one, other) => one - other)[10] ?? 0;
  // Far below one when nothing is computed; how near to one it is, is measured with many more tries by `npm run timing`.
  expect(median(timesMs.unknown) / median(timesMs.known)).toBeGreaterThan(0.2);
});

test('the list of common passwords holds what guessers try first, and only what the rules would allow', async () => {
  const common = await commonPasswords();
  for (const password of ['password', '12345678', 'qwertyuiop', 'iloveyou', 'letmein1']) {
    expect([password, common.has(password)]).toEqual([password, true]);
  }
  expect(common.size).toBeGreaterThan(10_000);
  expect([...common].filter(password => password !== password.toLowerCase())).toEqual([]);
});

test.each([
  ['alice', 'alicealice'],
  ['alice', 'ALICE2026!'],
  ['alice', '@l1c3-123'],
  ['alice', '2026ecila'],
  ['alice', 'a.l.i.c.e.1'],
  ['alice', '\uff41\uff4c\uff49\uff43\uff45123'],
  ['x', 'x1234567'],
  ['ann', '1nnannanna'],
  ['Alice Smith', 'alicesmith'],
  ['Alice Smith', 'smith-1990'],
])('the name %j is no password as %j', async (name, password) => {
  await expect(checkPassword(password, name)).rejects.toMatchObject({code: 'password-common'});
});

test.each([
  ['alice', 'alice in the rabbit hole'],
  ['al', 'almost anything goes'],
  ['', 'a sentence of mine'],
  ['...', '... --- ... an sos'],
])('beside the name %j one may have %j', async (name, password) => {
  await expect(checkPassword(password, name)).resolves.toBeUndefined();
});

test('a password is the same however a keyboard spells its letters, and hashes of older servers still count', async () => {
  const passwords = openPasswords(CHEAP);
  const [composed, decomposed] = ['Ärger und Übel'.normalize('NFC'), 'Ärger und Übel'.normalize('NFD')];
  for (const made of [await passwords.hash(composed, ASKER), await passwords.hash(decomposed, ASKER)]) {
    for (const typed of [composed, decomposed]) expect(await passwords.verify(made, typed, ASKER)).toBe(true);
  }
  const old = await hash(decomposed, {memoryCost: 64, timeCost: 1, parallelism: 1});
  expect(await passwords.verify(old, decomposed, ASKER)).toBe(true);
});

test('length is counted in characters, not in code units', async () => {
  expect(['🙂🙂🙂🙂', '🙂'.repeat(8), '🙂'.repeat(128), '🙂'.repeat(129)].map(passwordLengthFault)).toEqual([
    'password-short',
    undefined,
    undefined,
    'password-long',
  ]);
});
