/** A password that is changed or reset while something that was begun with the one before is still on its way. */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import {codeAt, stepAt} from '../../src/server/signIn/totp.ts';
import {parseAddress} from '../../src/shared/address.ts';
import {secretIn, setUpFactor, STEP_MS} from '../support/keys/secondFactors.ts';
import {PASSWORD, world, type Person} from '../support/world.ts';

async function resetCodeOf(by: Person, user: string): Promise<string> {
  const {rows} = await by.request('adminCommand', {name: 'reset-password', args: {user}});
  return parseAddress(String(rows[0]?.['link'])).resetCode ?? '';
}

describe('a link that sets a password', () => {
  test('sets the one that counts, whatever change or login of the one before is still on its way', async () => {
    const made = await world();
    const names = Array.from({length: 12}, (_, at) => `bob${at}`);
    const [ann, ...all] = await made.people('ann', ...names);
    const codes = await Promise.all(
      all.map(async (bob, turns) => {
        const resetCode = await resetCodeOf(ann!, bob.name);
        const anonymous = await made.device();
        const change = {oldPassword: PASSWORD, newPassword: 'one that somebody else knows'};
        const changing = Promise.race([bob.codeOf('passwordChange', change), bob.ended]);
        for (let turn = 0; turn < turns; turn++) await nextTurn();
        const reset = await anonymous.codeOf('passwordReset', {resetCode, password: 'a new password'});
        await changing;
        const login = (password: string) => anonymous.codeOf('sessionLogin', {name: bob.name, password});
        return [reset, await login('a new password'), await login(change.newPassword)].join();
      }),
    );
    expect(codes).toEqual(names.map(() => 'ok,ok,login-failed'));
  });

  test('sets the one that counts where a login hashes the one before anew, which many may do at once', async () => {
    const made = await world();
    const names = Array.from({length: 12}, (_, at) => `bob${at}`);
    const [ann] = await made.people('ann', 'cid', ...names);
    await made.restart({}, {passwordCost: {memoryKiB: 16, passes: 1}});
    const back = await made.open('ann', ann!.token);
    const login = async (name: string, password: string) =>
      (await made.device()).codeOf('sessionLogin', {name, password});
    expect(await Promise.all([1, 2, 3, 4].map(() => login('cid', PASSWORD)))).toEqual(['ok', 'ok', 'ok', 'ok']);
    const codes = await Promise.all(
      names.map(async (name, turns) => {
        const resetCode = await resetCodeOf(back, name);
        const [one, other] = [await made.device(), await made.device()];
        const before = one.codeOf('sessionLogin', {name, password: PASSWORD});
        for (let turn = 0; turn < turns; turn++) await nextTurn();
        const reset = await other.codeOf('passwordReset', {resetCode, password: 'a new password'});
        await Promise.race([before, one.ended]);
        return [reset, await login(name, 'a new password'), await login(name, PASSWORD)].join();
      }),
    );
    expect(codes).toEqual(names.map(() => 'ok,ok,login-failed'));
  });
});

describe('a second factor', () => {
  test('begun with a password is confirmed only while that is the one, by who may come in, and for a time', async () => {
    const made = await world();
    const [, bob, cid, dot] = await made.people('ann', 'bob', 'cid', 'dot');
    const begin = async (name: string) => {
      const one = await made.device();
      const {secret} = await one.request('secondFactorBegin', {name, password: PASSWORD});
      return () => one.codeOf('secondFactorConfirm', {code: codeAt(secretIn(secret), stepAt(made.clock.now()))});
    };
    const login = async (name: string, password = PASSWORD) =>
      (await made.device()).codeOf('sessionLogin', {name, password});
    const [his, hers, theirs] = [await begin('bob'), await begin('cid'), await begin('dot')];
    const newPassword = 'quite another one';
    await bob!.request('passwordChange', {oldPassword: PASSWORD, newPassword});
    expect([await his(), await login('bob', newPassword)]).toEqual(['login-failed', 'ok']);
    await made.server.runConsole('disable cid');
    expect(await hers()).toMatch(/^account-disabled/);
    await made.server.runConsole('delete-account dot');
    expect(await theirs()).toMatch(/^(?:login-failed|account-disabled)/);
    await made.server.runConsole('enable cid');
    expect(await login('cid')).toBe('ok');
    expect([cid!.name, dot!.name]).toEqual(['cid', 'dot']);
    const late = await begin('cid');
    made.clock.turn(10 * 60_000);
    expect([await late(), await login('cid')]).toEqual([expect.stringMatching(/^bad-request/), 'ok']);
  });

  test('confirmed for a login counts for none after the password was changed', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const code = await setUpFactor(made, 'bob');
    const one = await made.device();
    const {secret} = await one.request('secondFactorBegin', {name: 'bob', password: PASSWORD, code: code()});
    await one.request('secondFactorConfirm', {code: codeAt(secretIn(secret), stepAt(made.clock.now()))});
    const newPassword = 'quite another one';
    await bob!.request('passwordChange', {oldPassword: PASSWORD, newPassword});
    expect(await one.codeOf('sessionLogin', {name: 'bob', password: newPassword})).toBe('second-factor-needed');
  });

  test('begun before another one was set is not confirmed in its place, nor ends it', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const begin = async (more = {}) => {
      const one = await made.device();
      const {secret} = await one.request('secondFactorBegin', {name: 'bob', password: PASSWORD, ...more});
      return () => one.codeOf('secondFactorConfirm', {code: codeAt(secretIn(secret), stepAt(made.clock.now()))});
    };
    const login = async (more = {}) =>
      (await made.device()).codeOf('sessionLogin', {name: 'bob', password: PASSWORD, ...more});
    const hers = await begin();
    const his = await setUpFactor(made, 'bob');
    expect(await hers()).toBe('second-factor-needed');
    expect([await login(), await login({code: his()})]).toEqual(['second-factor-needed', 'ok']);
    // Changed with a code of the one before, which was taken away meanwhile and set up anew.
    made.clock.turn(STEP_MS);
    const change = await begin({code: his()});
    await ann!.request('adminCommand', {name: 'reset-second-factor', args: {user: 'bob'}});
    const another = await setUpFactor(made, 'bob');
    expect(await change()).toBe('second-factor-needed');
    expect([await login(), await login({code: another()}), await bob!.codeOf('ping', {})]).toEqual([
      'second-factor-needed',
      'ok',
      'ok',
    ]);
  });

  test('confirmed for a login counts for none of another one that was set up meanwhile', async () => {
    const made = await world();
    const [ann] = await made.people('ann', 'bob');
    const one = await made.device();
    const {secret} = await one.request('secondFactorBegin', {name: 'bob', password: PASSWORD});
    await one.request('secondFactorConfirm', {code: codeAt(secretIn(secret), stepAt(made.clock.now()))});
    await ann!.request('adminCommand', {name: 'reset-second-factor', args: {user: 'bob'}});
    await setUpFactor(made, 'bob');
    expect(await one.codeOf('sessionLogin', {name: 'bob', password: PASSWORD})).toBe('second-factor-needed');
  });

  test('that was taken away meanwhile is asked for by nothing that was begun with it', async () => {
    const made = await world();
    const names = Array.from({length: 12}, (_, at) => `bob${at}`);
    const [ann] = await made.people('ann', 'cid', ...names);
    const cids = await setUpFactor(made, 'cid');
    const one = await made.device();
    const given = {name: 'cid', password: PASSWORD};
    const {secret} = await one.request('secondFactorBegin', {...given, code: cids()});
    const reset = (user: string) => ann!.codeOf('adminCommand', {name: 'reset-second-factor', args: {user}});
    expect(await reset('cid')).toBe('ok');
    expect(await one.codeOf('secondFactorConfirm', {code: codeAt(secretIn(secret), stepAt(made.clock.now()))})).toBe(
      'bad-request no second factor was begun here',
    );
    expect(await one.codeOf('sessionLogin', given)).toBe('ok');
    // Nor by the end of one, wherever on its way to it that has got.
    const codes = new Map<string, () => string>();
    for (const name of names) codes.set(name, await setUpFactor(made, name));
    const told = await Promise.all(
      names.map(async (name, turns) => {
        const device = await made.device();
        const ending = device.codeOf('secondFactorEnd', {name, password: PASSWORD, code: codes.get(name)!()});
        for (let turn = 0; turn < turns; turn++) await nextTurn();
        return [
          await reset(name),
          await ending,
          await device.codeOf('sessionLogin', {name, password: PASSWORD}),
        ].join();
      }),
    );
    expect(told).toEqual(names.map(() => 'ok,ok,ok'));
  });
});
