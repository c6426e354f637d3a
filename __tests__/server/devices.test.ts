/** Devices on which somebody is logged in: listed, logged out one by one or all, and over by themselves after a time. */
import {describe, expect, test} from '@jest/globals';
import {PASSWORD, world, type Person, type World} from '../support/world.ts';

const DAY_MS = 24 * 60 * 60_000;

async function second(made: World, name: string, deviceName: string, from?: string): Promise<Person> {
  const anonymous = await made.device(from === undefined ? {} : {from});
  const {token} = await anonymous.request('sessionLogin', {name, password: PASSWORD, deviceName});
  await anonymous.close();
  return made.open(name, token);
}
const numbersOf = async (person: Person) => (await person.request('deviceList', {})).devices.map(({number}) => number);
const comeBack = (made: World, token: string): Promise<string> =>
  made.device({token}).then(
    () => 'ok',
    (error: {code: string}) => error.code,
  );

describe('devices', () => {
  test('are listed with name, address and last use, and end with what they are doing', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const laptop = await second(made, 'bob', 'laptop', process.platform === 'linux' ? '127.0.0.9' : undefined);
    made.clock.turn(60_000);
    const {devices, total} = await laptop.request('deviceList', {});
    expect(total).toBe(2);
    expect(devices).toMatchObject([
      {number: 2, deviceName: 'laptop', connections: 1, isThis: true, lastUsedAtMs: made.clock.now()},
      {number: 1, connections: 1, isThis: false},
    ]);
    expect(await bob!.codeOf('deviceEnd', {number: 7})).toBe('device-not-found 7');
    // Numbers are within an account: nobody ends what belongs to somebody else.
    expect(await bob!.codeOf('deviceEnd', {number: 2})).toBe('ok');
    await laptop.ended;
    expect(await comeBack(made, laptop.token)).toBe('session-expired');
    expect([await numbersOf(bob!), await numbersOf(ann!)]).toEqual([[1], [1]]);
    // Who ends that one again, late or twice, ends no login that came after it.
    await second(made, 'bob', 'tablet');
    expect(await bob!.codeOf('deviceEnd', {number: 2})).toBe('device-not-found 2');
    expect(await numbersOf(bob!)).toEqual([3, 1]);
  });

  test('are all logged out but the one that asks; a transfer that runs is cut as well', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const others = await Promise.all([second(made, 'bob', 'one'), second(made, 'bob', 'two')]);
    expect(await bob!.request('deviceEnd', {})).toEqual({ended: 2});
    await Promise.all(others.map(({ended}) => ended));
    expect(await bob!.codeOf('ping', {})).toBe('ok');
    const files = await Promise.all(
      [bob!, ...others].map(({token}) =>
        fetch(`${made.url}/files/${'x'.repeat(22)}`, {headers: {authorization: `Bearer ${token}`}}),
      ),
    );
    expect(files.map(({status}) => status)).toEqual([404, 401, 401]);
  });

  test('of others are seen and ended by admins alone, and never of somebody who is as much as they are', async () => {
    const made = await world();
    const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
    await ann!.request('userRoleSet', {name: 'bob', role: 'admin'});
    const admin = (who: Person, name: string, args: Record<string, string>) => who.codeOf('adminCommand', {name, args});
    expect(await admin(cid!, 'devices', {user: 'bob'})).toBe('not-allowed');
    expect(await admin(cid!, 'log-out', {user: 'bob'})).toBe('not-allowed');
    expect(await admin(bob!, 'log-out', {user: 'ann'})).toBe('not-allowed');
    expect(await admin(bob!, 'log-out', {user: 'bob'})).toBe('direct-self');
    expect(await admin(bob!, 'log-out', {user: 'cid', device: '9'})).toBe('device-not-found 9');
    const {rows} = await bob!.request('adminCommand', {name: 'devices', args: {user: 'cid'}});
    expect(rows).toMatchObject([{device: 1, deviceName: '', connections: 1}]);
    expect(await admin(bob!, 'log-out', {user: 'cid', device: '1'})).toBe('ok');
    await cid!.ended;
    expect(await made.server.runConsole('log-out @ann')).toEqual(['@ann is logged out on one device.']);
    await ann!.ended;
    expect((await made.server.runConsole('audit --deed log-out')).join('\n')).toMatch(/bob .*device 1 of @cid/);
  });

  test('are over after a time without use, or after a time in any case, also while they are connected', async () => {
    const made = await world({settings: {sessionIdleDays: 10, sessionDays: 30}});
    const ann = await made.person('ann');
    const idle = await second(made, 'ann', 'idle');
    await idle.close();
    for (let day = 0; day < 28; day += 7) {
      made.clock.turn(7 * DAY_MS);
      await made.server.upkeep();
    }
    expect(await comeBack(made, idle.token)).toBe('session-expired');
    expect([await ann.codeOf('ping', {}), await numbersOf(ann)]).toEqual(['ok', [1]]);
    made.clock.turn(3 * DAY_MS);
    expect(await comeBack(made, ann.token)).toBe('session-expired');
    await made.server.upkeep();
    await ann.ended;
    await made.restart({sessionIdleDays: 0, sessionDays: 0});
    const again = await second(made, 'ann', 'new');
    made.clock.turn(4_000 * DAY_MS);
    expect(await comeBack(made, again.token)).toBe('ok');
  });
});
