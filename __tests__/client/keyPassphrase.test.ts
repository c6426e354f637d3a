/** Keys behind a passphrase: asked for, changed and taken away; a wrong one and a cut at any step cost nothing. */
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {doPassphrase, passphraseAction} from '../../src/client/actions/account/keyPassphrase.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import type {SecretPlace} from '../../src/client/core/secretPlace.ts';
import {submit} from '../../src/client/input/submit.ts';
import {passphraseFits} from '../../src/client/encryption/passphraseFits.ts';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import {openWithPassphrase, sealWithPassphrase} from '../../src/shared/sealed/passphrase.ts';
import {world} from '../support/world.ts';
import {member, memberAgain, type Member} from './support/member.ts';
import {enter, person} from './support/sealedMembers.ts';

/** A place without a keychain, and somebody who says one passphrase after the other. */
function placeOf() {
  const kept = {key: undefined as string | undefined, isRefusing: false, said: [] as string[], asked: [] as boolean[]};
  const refusing = () => (kept.isRefusing ? Promise.reject(new Error('cut here')) : Promise.resolve());
  const place: SecretPlace = {
    label: 'a file that only you can read',
    work: 10,
    load: async () => kept.key,
    async save(secret) {
      kept.key = secret;
      await refusing();
    },
    async remove() {
      await refusing();
      kept.key = undefined;
    },
    async passphrase(isWrong) {
      kept.asked.push(isWrong);
      return kept.said.shift();
    },
    say: typed => void kept.said.push(typed),
  };
  return {kept, place};
}

const diskOf = ({client, name}: Member): string => {
  const dir = client.local.dirOf(name);
  return readdirSync(dir)
    .map(file => readFileSync(join(dir, file), 'latin1'))
    .join('');
};

test('opens with the right one alone, and is whole after a cut anywhere', async () => {
  const on = await world();
  const {kept, place} = placeOf();
  const options = {secretPlace: () => place, encryptsNew: true};
  const alice = await member(on.url, 'alice', options);
  await person(on, 'bob');
  const {roomId} = await openDirect(alice.client, 'bob');
  await sendAndWait(alice.client, roomId, {text: 'before'});
  expect(kept.key).toBeDefined();
  const first = kept.key;
  let now = alice;
  const restart = async (said: string[]): Promise<Member> => {
    await now.client.close();
    kept.said = said;
    kept.asked = [];
    now = await memberAgain(on.url, alice, options);
    return now;
  };
  const reads = async (one: Member): Promise<boolean> => {
    await one.client.parts.keys.session();
    enter(one, roomId);
    await one.sees('what was said', () => one.texts(roomId).includes('before'));
    return true;
  };
  const act = (deed: Parameters<typeof doPassphrase>[1]['action'], passphrase: string, next = '') =>
    doPassphrase(now.client, {action: deed, passphrase, next});

  // Chosen once, it is not said at each start.
  const isSaid = () => JSON.stringify(now.client.getState().notices).includes('Who copies this disk');
  await restart([]);
  await now.sees('that it lies open', isSaid);
  await reads(await restart([]));
  expect(isSaid()).toBe(false);

  // Without one it says that it lies open; nothing can be taken away.
  const told = await submit(now.client, '/encryption');
  expect(JSON.stringify(told)).toMatch(/Who copies this disk opens them/);
  await expect(passphraseAction(now.client, 'remove')).rejects.toMatchObject({code: 'passphrase-absent'});
  expect(await submit(now.client, '/encryption passphrase')).toEqual({kind: 'open', overlay: 'passphraseSet'});

  // Cut between its two steps: the new one opens, and the key lies nowhere in the clear any more.
  kept.isRefusing = true;
  await expect(act('set', '', 'correct horse')).rejects.toThrow('cut here');
  kept.isRefusing = false;
  expect(kept.key).toBe(first);
  expect(await reads(await restart(['wrong one', 'correct horse']))).toBe(true);
  expect(kept.asked).toContain(true);
  expect(kept.key).toBeUndefined();
  expect(diskOf(now)).not.toContain(first);

  // Nobody says it, or says another one: a sentence, and what was there is there.
  await restart([]);
  await expect(now.client.parts.keys.session()).rejects.toMatchObject({code: 'keys-passphrase'});
  await restart(['wrong', 'wronger']);
  await expect(now.client.parts.keys.session()).rejects.toThrow(/passphrase/);
  expect(await submit(now.client, '/encryption unlock')).toEqual({kind: 'open', overlay: 'passphraseUnlock'});
  await expect(act('unlock', 'also wrong')).rejects.toMatchObject({code: 'passphrase-wrong'});
  await act('unlock', 'correct horse');
  await now.sees('the server again', ({connection}) => connection.status === 'online');
  expect(await reads(now)).toBe(true);
  const dir = now.client.local.dirOf('alice');
  expect(await passphraseFits(dir, () => Promise.resolve('no'), 10)).toBe('wrong');
  expect(await passphraseFits(dir, () => Promise.resolve('correct horse'), 10)).toEqual({passphrase: 'correct horse'});

  // Changed: only with the one before.
  expect(await submit(now.client, '/encryption passphrase')).toEqual({kind: 'open', overlay: 'passphraseChange'});
  await expect(act('change', 'wrong', 'battery staple')).rejects.toMatchObject({code: 'passphrase-wrong'});
  await act('change', 'correct horse', 'battery staple');
  expect(await reads(await restart(['correct horse', 'battery staple']))).toBe(true);
  expect(kept.asked).toContain(true);

  // Taken away, and cut before that is done: the passphrase counts as before.
  kept.isRefusing = true;
  await expect(act('remove', 'battery staple')).rejects.toThrow('cut here');
  kept.isRefusing = false;
  expect(await reads(await restart(['battery staple']))).toBe(true);
  expect(kept.key).toBeUndefined();
  await act('remove', 'battery staple');
  expect(kept.key).toBe(first);
  expect(await reads(await restart([]))).toBe(true);
  expect(kept.asked).toEqual([]);
});

test('nothing sets a passphrase that is empty, too short or too long', async () => {
  const on = await world();
  const {kept, place} = placeOf();
  const alice = await member(on.url, 'alice', {secretPlace: () => place, encryptsNew: true});
  const {store} = await alice.client.parts.keys.session();
  const first = kept.key;
  expect(first).toBeDefined();
  const {passwordLengthMin: min, passwordLengthMax: max} = FIXED_LIMITS;
  const refused = [
    ['', 'passphrase-short'],
    // Two code points as it is typed, one in its normal form.
    ['e\u0301'.repeat(min - 1), 'passphrase-short'],
    ['x'.repeat(max + 1), 'passphrase-long'],
  ] as const;
  const act = (action: 'set' | 'change', next: string) =>
    doPassphrase(alice.client, {action, passphrase: action === 'set' ? '' : 'correct horse', next});
  for (const [next, code] of refused) await expect(act('set', next)).rejects.toMatchObject({code});
  expect(store.isBehindPassphrase()).toBe(false);
  expect(kept.key).toBe(first);
  await act('set', 'correct horse');
  for (const [next, code] of refused) await expect(act('change', next)).rejects.toMatchObject({code});
  expect(await store.isPassphrase('correct horse')).toBe(true);
});

test('costs each guess what the documents say; a file that would cost less, or hold up a start, is not tried', async () => {
  const made = await sealWithPassphrase(Buffer.alloc(32, 1), 'right');
  const documents = readFileSync(new URL('../../docs/sealed.md', import.meta.url), 'utf8');
  const [, work] = /-> scrypt \S+ (\d+)\n/.exec(made.toString('latin1')) ?? [];
  expect(documents).toContain(`N = 2^${work}`);
  expect(await openWithPassphrase(made, 'right')).toEqual(Buffer.alloc(32, 1));
  const started = process.cpuUsage();
  for (const other of ['1', '10', '16', '19', '31', '99', '017', '-1', '1e1', '']) {
    const changed = Buffer.from(made.toString('latin1').replace(/(-> scrypt \S+ )\d+/, `$1${other}`), 'latin1');
    await expect(openWithPassphrase(changed, 'right')).rejects.toMatchObject({code: 'not-genuine'});
  }
  // As cheap as it may be, and cheaper than one honest try: nothing was computed.
  await expect(
    openWithPassphrase(await sealWithPassphrase(Buffer.alloc(32), 'right', 10), 'right'),
  ).rejects.toMatchObject({code: 'not-genuine'});
  const {user, system} = process.cpuUsage(started);
  expect((user + system) / 1_000).toBeLessThan(300);
});
