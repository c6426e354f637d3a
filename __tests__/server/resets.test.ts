/** Forgotten passwords: a link by an admin, good once and for a while; every login before it ends. */
import {describe, expect, test} from '@jest/globals';
import {parseAddress} from '../../src/shared/address.ts';
import {PASSWORD, world, type Person, type World} from '../support/world.ts';

const HOUR_MS = 3_600_000;
const NEW = 'another password for tests';

const admin = (who: Person, user: string, more: Record<string, number> = {}) =>
  who.request('adminCommand', {name: 'reset-password', args: {user, ...more}});
const refusalOf = (who: Person, user: string) => who.codeOf('adminCommand', {name: 'reset-password', args: {user}});
const linked = async (who: Person, user: string, more = {}): Promise<string> =>
  parseAddress(String((await admin(who, user, more)).rows[0]?.['link'])).resetCode ?? '';
const reset = async (made: World, resetCode: string, password = NEW): Promise<string> =>
  (await made.device()).codeOf('passwordReset', {resetCode, password});
const login = async (made: World, name: string, password: string): Promise<string> =>
  (await made.device()).codeOf('sessionLogin', {name, password});

test('a link sets the password once, of several at once too, and every login before it ends', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  const resetCode = await linked(ann!, '@bob');
  const anonymous = await made.device();
  expect(await anonymous.request('passwordResetShow', {resetCode})).toEqual({name: 'bob'});
  expect(await reset(made, resetCode, 'short')).toBe('password-short');
  expect(await reset(made, resetCode, 'bob12345')).toBe('password-common');
  const codes = await Promise.all([1, 2, 3, 4].map(() => reset(made, resetCode)));
  expect(codes.toSorted()).toEqual(['ok', 'reset-over', 'reset-over', 'reset-over']);
  await bob!.ended;
  await expect(made.device({token: bob!.token})).rejects.toMatchObject({code: 'session-expired'});
  expect([await login(made, 'bob', PASSWORD), await login(made, 'bob', NEW)]).toEqual(['login-failed', 'ok']);
  expect(await anonymous.codeOf('passwordResetShow', {resetCode})).toBe('reset-over');
  const audit = (await made.server.runConsole('audit')).join('\n');
  expect(audit).toMatch(/@bob +reset +ok/);
  expect(audit).toMatch(/@bob +reset +FAILED/);
  expect(audit).toMatch(/@ann +reset +ok .*a link for @bob/);
  expect(made.logLines.join('')).not.toContain(resetCode);
});

test('a link is over after its time, and where another one was made; what is no link is no link', async () => {
  const made = await world();
  const [ann] = await made.people('ann', 'bob');
  const first = await linked(ann!, 'bob');
  const second = await linked(ann!, 'bob', {forMs: HOUR_MS});
  expect(await reset(made, first)).toBe('reset-over');
  made.clock.turn(HOUR_MS);
  await made.restart();
  expect(await reset(made, second)).toBe('reset-over');
  for (const wrong of ['', 'x', `rst_${'x'.repeat(43)}`, `own_${'x'.repeat(43)}`])
    expect(await reset(made, wrong)).toBe('reset-over');
  expect(await login(made, 'bob', PASSWORD)).toBe('ok');
});

test('is made by admins for those below them; the machine makes one for the owner; who is banned stays out', async () => {
  const made = await world();
  const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
  await ann!.request('userRoleSet', {name: 'bob', role: 'admin'});
  expect(await refusalOf(cid!, 'bob')).toBe('not-allowed');
  expect(await refusalOf(bob!, 'ann')).toBe('owner-stays ann');
  expect(await refusalOf(bob!, 'bob')).toBe('direct-self');
  expect(await refusalOf(bob!, 'zoe')).toBe('user-not-found zoe');
  const [link = ''] = await made.server.runConsole('reset-password @ann');
  const code = await linked(bob!, 'cid');
  await made.server.runConsole('ban @cid');
  expect(await reset(made, code)).toBe('banned server');
  expect(await reset(made, parseAddress(link).resetCode ?? '')).toBe('ok');
  expect(await login(made, 'ann', NEW)).toBe('ok');
});

describe('a link is over', () => {
  async function shared() {
    const made = await world();
    const [ann, bob, mallory] = (await made.people('ann', 'bob', 'mallory')) as [Person, Person, Person];
    await ann.request('userRoleSet', {name: 'mallory', role: 'admin'});
    return {made, ann, bob, code: await linked(mallory, 'bob', {forMs: 30 * 24 * HOUR_MS})};
  }
  /** The answers to looking at the link, and to using it. */
  const answersTo = async (made: World, code: string): Promise<string[]> => {
    const anonymous = await made.device();
    return [await anonymous.codeOf('passwordResetShow', {resetCode: code}), await reset(made, code)];
  };
  const OVER = ['reset-over', 'reset-over'];

  test.each(['owner', 'admin'] as const)('where its account has become %s, also when it is less again', async role => {
    const {made, ann, bob, code} = await shared();
    await ann.request('userRoleSet', {name: 'bob', role});
    expect(await answersTo(made, code)).toEqual(OVER);
    const owner = role === 'owner' ? bob : ann;
    if (role === 'owner') await owner.request('userRoleSet', {name: 'ann', role: 'owner'});
    await ann.request('userRoleSet', {name: 'bob', role: 'member'});
    expect(await answersTo(made, code)).toEqual(OVER);
  });

  test.each(['disable @mallory', 'ban @mallory', 'role @mallory member', 'delete-account @mallory'])(
    'where who made it may make none any more: %s',
    async line => {
      const {made, code} = await shared();
      await made.server.runConsole(line);
      expect(await answersTo(made, code)).toEqual(OVER);
    },
  );

  test('also one of the machine; and not for what its person does, which somebody else may do in their place', async () => {
    const {made, bob, code} = await shared();
    await bob.request('passwordChange', {oldPassword: PASSWORD, newPassword: 'one that somebody else knows'});
    await made.restart({}, {passwordCost: {memoryKiB: 16, passes: 1}});
    expect(await login(made, 'bob', 'one that somebody else knows')).toBe('ok');
    expect(await reset(made, code)).toBe('ok');
    const [link = ''] = await made.server.runConsole('reset-password @bob');
    await made.server.runConsole('role @bob moderator');
    expect(await answersTo(made, parseAddress(link).resetCode ?? '')).toEqual(OVER);
    const [another = ''] = await made.server.runConsole('reset-password @bob');
    expect(await reset(made, parseAddress(another).resetCode ?? '')).toBe('ok');
  });
});
