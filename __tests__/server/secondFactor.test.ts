/** Second factors: the codes of RFC 6238, each good once; asked for at each login and reset, throttled, recovered, requirable. */
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {expect, test} from '@jest/globals';
import {base32, codeAt, matchingStep, stepAt} from '../../src/server/signIn/totp.ts';
import {PASSWORD, world, type World} from '../support/world.ts';
import type {Device} from '../support/person.ts';

const STEP_MS = 30_000;
const USED = 'second-factor-wrong it was used already';
const secretOf = (text: string): Buffer => {
  const bits = Array.from(text, letter =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  return Buffer.from(bits.match(/.{8}/g)!.map(byte => Number.parseInt(byte, 2)));
};
const login = async (made: World, code?: string, name = 'bob', password = PASSWORD): Promise<string> =>
  (await made.device()).codeOf('sessionLogin', {name, password, ...(code !== undefined && {code})});

async function setUp(
  made: World,
  name = 'bob',
  device?: Device,
): Promise<{now: () => string; recoveryCodes: string[]}> {
  const anonymous = device ?? (await made.device());
  const {secret} = await anonymous.request('secondFactorBegin', {name, password: PASSWORD});
  const now = () => codeAt(secretOf(secret), stepAt(made.clock.now()));
  expect(await anonymous.codeOf('secondFactorConfirm', {code: '000000'})).toBe('second-factor-wrong');
  const {recoveryCodes} = await anonymous.request('secondFactorConfirm', {code: now()});
  return {now, recoveryCodes};
}

test('codes are those of RFC 6238, of one step before and after as well, and of none that was used', () => {
  const secret = Buffer.from('12345678901234567890');
  const VECTORS = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const;
  for (const [seconds, code] of VECTORS) expect(codeAt(secret, stepAt(seconds * 1_000))).toBe(code);
  expect(base32(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  const at = (nowMs: number, lastStep = 0) => matchingStep(secret, '287 082', {nowMs, lastStep});
  expect([at(59_000), at(59_000 + STEP_MS), at(0), at(59_000 + 2 * STEP_MS), at(59_000, 1)]).toEqual([
    1,
    1,
    1,
    undefined,
    undefined,
  ]);
  for (const typed of ['', '28708', '2870822', 'abcdef', '٢٨٧٠٨٢'])
    expect(matchingStep(secret, typed, {nowMs: 59_000, lastStep: 0})).toBeUndefined();
});

test('a login asks for a code, which is good once, also of many at once; the password is needed first', async () => {
  const made = await world();
  await made.people('ann', 'bob');
  const {now} = await setUp(made);
  expect(await login(made, now())).toBe(USED);
  made.clock.turn(STEP_MS);
  expect([await login(made), await login(made, '')]).toEqual(['second-factor-needed', 'second-factor-needed']);
  expect(await login(made, now(), 'bob', 'not the password')).toBe('login-failed');
  const codes = await Promise.all([1, 2, 3].map(() => login(made, now())));
  expect(codes.toSorted()).toEqual(['ok', USED, USED]);
  await made.restart();
  expect(await login(made, now())).toBe(USED);
  made.clock.turn(STEP_MS);
  expect(await login(made, now())).toBe('ok');
  expect(await login(made, undefined, 'ann')).toBe('ok');
});

test('codes are not tried without end', async () => {
  const made = await world();
  await made.people('ann', 'bob');
  await setUp(made);
  const tries: string[] = [];
  for (let at = 0; at < 12; at++) tries.push(await login(made, String(100_000 + at)));
  expect(tries.filter(code => code === 'second-factor-wrong').length).toBeLessThanOrEqual(10);
  expect(tries.at(-1)).toMatch(/^login-delayed/);
});

test('recovery codes are good once each; a password link does not go around it; an admin takes it away', async () => {
  const made = await world();
  const [ann] = await made.people('ann', 'bob');
  const {recoveryCodes} = await setUp(made);
  expect(recoveryCodes).toHaveLength(10);
  expect(recoveryCodes[0]).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
  const codes = await Promise.all([1, 2].map(() => login(made, recoveryCodes[0])));
  expect(codes.toSorted()).toEqual(['ok', 'second-factor-wrong']);
  expect(await login(made, recoveryCodes[1]?.toUpperCase().replaceAll('-', ' '))).toBe('ok');
  const link = await ann!.request('adminCommand', {name: 'reset-password', args: {user: 'bob'}});
  const resetCode = String(link.rows[0]?.['link']).replace(/^.*#/, '');
  const reset = async (code?: string) =>
    (await made.device()).codeOf('passwordReset', {
      resetCode,
      password: 'a new password',
      ...(code !== undefined && {code}),
    });
  expect([await reset(), await reset('123456'), await reset(recoveryCodes[2])]).toEqual([
    'second-factor-needed',
    'second-factor-wrong',
    'ok',
  ]);
  expect(await ann!.codeOf('adminCommand', {name: 'reset-second-factor', args: {user: 'bob'}})).toBe('ok');
  expect(await login(made, undefined, 'bob', 'a new password')).toBe('ok');
  const audit = (await made.server.runConsole('audit')).join('\n');
  expect(audit).toMatch(/@bob +second-factor +ok .*on/);
  expect(audit).toMatch(/@ann +second-factor +ok .*off for @bob/);
});

test('one is changed and ended with a code of it alone', async () => {
  const made = await world();
  await made.people('ann', 'bob');
  const {now, recoveryCodes} = await setUp(made);
  const bob = await made.device();
  const given = {name: 'bob', password: PASSWORD};
  expect(await bob.codeOf('secondFactorBegin', given)).toBe('second-factor-needed');
  expect(await bob.codeOf('secondFactorEnd', given)).toBe('second-factor-needed');
  expect(await bob.codeOf('secondFactorEnd', {...given, code: now()})).toBe(USED);
  expect(await bob.codeOf('secondFactorConfirm', {code: now()})).toMatch(/^bad-request/);
  expect(await bob.codeOf('secondFactorEnd', {...given, code: recoveryCodes[0]!})).toBe('ok');
  expect(await login(made)).toBe('ok');
});

test('a server can ask for one: who has none sets one up before coming in', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  await made.restart({requireSecondFactor: 'admins'});
  expect([await login(made, undefined, 'ann'), await login(made)]).toEqual(['second-factor-missing', 'ok']);
  await expect(made.device({token: ann!.token})).rejects.toMatchObject({code: 'second-factor-missing'});
  await made.restart({requireSecondFactor: 'all'});
  await expect(made.device({token: bob!.token})).rejects.toMatchObject({code: 'second-factor-missing'});
  const newcomer = await made.device();
  expect(await newcomer.codeOf('accountRegister', {name: 'cid', password: PASSWORD})).toBe('ok');
  expect(await newcomer.codeOf('sessionOpen', {})).toBe('not-signed-in');
  const {now} = await setUp(made, 'cid', newcomer);
  made.clock.turn(STEP_MS);
  expect(await login(made, now(), 'cid')).toBe('ok');
});

test('a login from before there was one lets in nobody where one is asked for, at once and after a restart', async () => {
  const made = await world();
  const [, bob] = await made.people('ann', 'bob');
  made.clock.turn(1_000);
  const {now} = await setUp(made);
  made.clock.turn(STEP_MS);
  const later = await made.device();
  const {token} = await later.request('sessionLogin', {name: 'bob', password: PASSWORD, code: now()});
  // Nor does it make one that would.
  const forProgram = {name: 'backup', rights: ['read' as const], forMs: 24 * 60 * 60_000};
  expect(await bob!.codeOf('tokenCreate', forProgram)).toBe('login-too-old');
  expect(await later.codeOf('tokenCreate', forProgram)).toBe('ok');
  const settings = {host: '127.0.0.1', port: 0, dataDir: '', registration: 'open', isEmbedded: false} as const;
  const limits = {messagesPerMinuteMax: 0, limits: DEFAULT_LIMITS};
  made.server.take({...settings, ...limits, requireSecondFactor: 'all'});
  expect(await bob!.next('sessionEnded')).toMatchObject({code: 'second-factor-needed'});
  expect(await later.codeOf('ping', {})).toBe('ok');
  await made.restart({requireSecondFactor: 'all'});
  await expect(made.device({token: bob!.token})).rejects.toMatchObject({code: 'second-factor-needed'});
  await expect(made.device({token})).resolves.toBeDefined();
});

test('where admins must have one, it is asked of who becomes one, and of who has it no more, while connected', async () => {
  const made = await world();
  const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
  const codes = {ann: await setUp(made, 'ann'), cid: await setUp(made, 'cid')};
  made.clock.turn(STEP_MS);
  await made.restart({requireSecondFactor: 'admins'});
  const enter = async (name: string, more = {}) => {
    const one = await made.device();
    const {token} = await one.request('sessionLogin', {name, password: PASSWORD, ...more});
    return made.open(name, token);
  };
  const owner = await enter('ann', {code: codes.ann.now()});
  const [his, hers] = [await made.open('bob', bob!.token), await enter('cid', {code: codes.cid.now()})];
  for (const name of ['bob', 'cid']) await owner.request('userRoleSet', {name, role: 'moderator'});
  expect(await his.next('sessionEnded')).toMatchObject({code: 'second-factor-missing'});
  await his.ended;
  await expect(made.device({token: bob!.token})).rejects.toMatchObject({code: 'second-factor-missing'});
  expect(await hers.codeOf('ping', {})).toBe('ok');
  await owner.request('adminCommand', {name: 'reset-second-factor', args: {user: 'cid'}});
  expect(await hers.next('sessionEnded')).toMatchObject({code: 'second-factor-missing'});
  made.clock.turn(STEP_MS);
  const given = {name: 'ann', password: PASSWORD, code: codes.ann.now()};
  expect(await owner.codeOf('secondFactorEnd', given)).toBe('ok');
  expect(await owner.next('sessionEnded')).toMatchObject({code: 'second-factor-missing'});
  expect([ann!.name, cid!.name]).toEqual(['ann', 'cid']);
});

test('who has just set one up comes in without another code, on that connection alone, once, and not later', async () => {
  const made = await world();
  await made.people('ann', 'bob');
  const given = {name: 'bob', password: PASSWORD};
  const [first, second] = [await made.device(), await made.device()];
  await setUp(made, 'bob', first);
  expect(await first.codeOf('sessionLogin', {name: 'ann', password: PASSWORD})).toBe('ok');
  expect(await second.codeOf('secondFactorBegin', {...given, code: 'x'})).toBe('second-factor-wrong');
  expect(await second.codeOf('sessionLogin', given)).toBe('second-factor-needed');
  expect(await first.codeOf('sessionLogin', given)).toBe('ok');
  expect(await first.codeOf('sessionLogin', given)).toBe('second-factor-needed');
});

test('it is told whether there is one; a code that is late says so', async () => {
  const made = await world();
  const [, bob] = await made.people('ann', 'bob');
  expect(await bob!.request('secondFactorShow', {})).toEqual({isRequired: false});
  const {now, recoveryCodes} = await setUp(made);
  const sinceMs = made.clock.now();
  expect(await login(made, recoveryCodes[0])).toBe('ok');
  expect(await bob!.request('secondFactorShow', {})).toEqual({isRequired: false, sinceMs, recoveryCodesLeft: 9});
  made.clock.turn(STEP_MS);
  const late = now();
  made.clock.turn(3 * STEP_MS);
  expect(await login(made, late)).toMatch(/^second-factor-wrong it is not the one of now/);
  made.clock.turn(60 * 60_000);
  expect(await login(made, late)).toBe('second-factor-wrong');
});
