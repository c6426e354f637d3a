/** Accounts, logins and passwords over real connections. */
import {describe, expect, test} from '@jest/globals';
import {takeOwnerCode} from '../support/keys/ownerCodes.ts';
import {PASSWORD, world, type World} from '../support/world.ts';

const register = async (
  made: World,
  params: {name: string; password?: string; inviteCode?: string; ownerCode?: string},
) => {
  const anonymous = await made.device();
  return anonymous.codeOf('accountRegister', {password: PASSWORD, ...params});
};
const login = async (made: World, name: string, password: string) => {
  const anonymous = await made.device();
  return anonymous.codeOf('sessionLogin', {name, password});
};

describe('registering', () => {
  test('makes the first account the owner and later ones members', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    expect([ann!.session.me.role, bob!.session.me.role]).toEqual(['owner', 'member']);
    expect(ann!.session.rooms).toMatchObject([{name: 'lobby', kind: 'public'}]);
  });

  test('tells before whether somebody owns the server already', async () => {
    const {device, person} = await world();
    const anonymous = await device();
    expect(await anonymous.request('serverShow', {})).toMatchObject({hasOwner: false, registration: 'open'});
    await person('ann');
    expect(await anonymous.request('serverShow', {})).toMatchObject({hasOwner: true});
  });

  test('signs the connection in, so that a session can be opened on it', async () => {
    const {device} = await world();
    const anonymous = await device();
    expect(await anonymous.codeOf('sessionOpen', {})).toBe('not-signed-in');
    await anonymous.request('accountRegister', {name: 'ann', password: PASSWORD, displayName: ' Ann Ärger '});
    expect((await anonymous.request('sessionOpen', {})).me).toMatchObject({name: 'ann', displayName: 'Ann Ärger'});
  });

  test.each([
    ['a', 'name-invalid'],
    ['Ann', 'name-invalid'],
    ['ann smith', 'name-invalid'],
    ['аnn', 'name-invalid'],
    ['ann\u200b', 'name-invalid'],
    ['-ann', 'name-invalid'],
    ['x'.repeat(33), 'name-invalid'],
    ['admin', 'name-reserved admin'],
    ['ad.min', 'name-reserved ad.min'],
    ['server', 'name-reserved server'],
    ['everyone', 'name-reserved everyone'],
    ["o'; drop table accounts", 'name-invalid'],
  ])('refuses the name %j', async (name, code) => {
    expect(await register(await world(), {name})).toBe(code);
  });

  test.each([
    ['1234567', 'password-short'],
    ['x'.repeat(129), 'password-long'],
    ['Password123', 'password-common'],
    ['correct horse battery staple', 'password-common'],
    ['12345678 ', 'ok'],
    ['ein langer Satz mit Ümläuten', 'ok'],
    ['with \u0000 inside', 'ok'],
  ])('judges the password %j by the rules', async (password, code) => {
    expect(await register(await world(), {name: 'ann', password})).toBe(code);
  });

  test('refuses a taken name', async () => {
    const made = await world();
    await made.person('ann');
    expect(await register(made, {name: 'ann'})).toBe('name-taken ann');
  });

  test('can be closed, from the first start on', async () => {
    const made = await world({settings: {registration: 'closed'}});
    expect(await register(made, {name: 'ann'})).toBe('registration-closed');
    await made.person('ann');
    expect(await register(made, {name: 'bob'})).toBe('registration-closed');
  });

  test('can need the code of the join link, which stays the same', async () => {
    const made = await world({settings: {registration: 'invite'}});
    const {hash} = new URL(made.server.joinLink);
    expect(hash).toMatch(/^#[A-Za-z0-9_-]{22}$/);
    expect(await register(made, {name: 'ann'})).toBe('invite-needed');
    expect(await register(made, {name: 'ann', inviteCode: 'x'})).toBe('invitation-over nobody knows it here');
    expect(await register(made, {name: 'ann', inviteCode: hash.slice(1)})).toBe('ok');
    await made.restart();
    expect(new URL(made.server.joinLink).hash).toBe(hash);
  });
});

describe('logging in', () => {
  test('gives the same answer for an unknown name and a wrong password', async () => {
    const made = await world();
    await made.person('ann');
    expect(await login(made, 'ann', 'a wrong password')).toBe('login-failed');
    expect(await login(made, 'nobody', 'a wrong password')).toBe('login-failed');
    expect(await login(made, 'ann', PASSWORD)).toBe('ok');
    expect(await login(made, 'ann', ` ${PASSWORD}`)).toBe('login-failed');
  });

  test.each(['ann', 'nobody'])(
    'is tried at most ten times a minute as %s, with longer and longer pauses',
    async name => {
      const made = await world();
      await made.person('ann');
      const codes = [];
      for (let second = 0; second < 60; second++) {
        codes.push(await login(made, name, `guess number ${second}`));
        made.clock.turn(1_000);
      }
      const waits = codes.map(code => code.replace('login-failed', 'wrong').replace('login-delayed ', ''));
      expect(waits.slice(0, 16).join(' ')).toBe('wrong wrong wrong wrong wrong wrong 1 wrong 3 2 1 wrong 7 6 5 4');
      expect(codes.filter(code => code === 'login-failed').length).toBeLessThanOrEqual(10);
      expect(codes.at(-1)).toMatch(/^login-delayed \d+$/);
    },
  );

  test('goes on where somebody is logged in, whatever is tried without a login', async () => {
    const made = await world();
    const ann = await made.person('ann');
    await Promise.all(Array.from({length: 12}, (_, index) => login(made, 'ann', `guess number ${index}`)));
    expect(await login(made, 'ann', PASSWORD)).toMatch(/^login-delayed/);
    expect((await made.open('ann', ann.token)).session.me.name).toBe('ann');
    expect(await ann.codeOf('sessionLogin', {name: 'ann', password: PASSWORD})).toBe('ok');
    const change = {oldPassword: PASSWORD, newPassword: 'quite another one'};
    expect(await ann.codeOf('passwordChange', change)).toBe('ok');
    made.clock.turn(15 * 60_000);
    expect(await login(made, 'ann', change.newPassword)).toBe('ok');
  });

  test('is limited by address too', async () => {
    const made = await world({settings: {triesPerAddressPerMinuteMax: 3}});
    const codes = [];
    for (const name of ['a1', 'a2', 'a3', 'a4']) codes.push(await login(made, name, 'whatever it is'));
    expect(codes).toEqual(['login-failed', 'login-failed', 'login-failed', 'too-many-requests 60']);
  });

  test('hashes anew when the cost has changed', async () => {
    const made = await world();
    await made.person('ann');
    await made.restart();
    const first = await made.passwordHashOf('ann');
    await made.restart({}, {passwordCost: {memoryKiB: 16, passes: 1}});
    expect(await login(made, 'ann', PASSWORD)).toBe('ok');
    expect([first, await made.passwordHashOf('ann')].map(hash => /m=(\d+)/.exec(hash)?.[1])).toEqual(['8', '16']);
  });

  test('every attempt is recorded with name, address, port, time and outcome, for admins and in the log', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await login(made, 'bob\n{"fake":1}', 'a wrong password');
    await login(made, 'bob', PASSWORD);
    const {records} = await ann!.request('adminLog', {limit: 10});
    expect(records.find(({isSuccess}) => !isSuccess)).toMatchObject({
      name: 'bob\n{"fake":1}',
      address: '127.0.0.1',
      port: expect.any(Number),
      atMs: made.clock.now(),
      method: 'password',
    });
    expect(records.some(({name, isSuccess, method}) => name === 'bob' && isSuccess && method === 'password')).toBe(
      true,
    );
    expect(records.some(({name, method}) => name === 'ann' && method === 'token')).toBe(true);
    expect(await bob!.codeOf('adminLog', {})).toBe('not-allowed');
    const lines = made.logLines.map(line => JSON.parse(line) as {name?: string; isSuccess?: boolean; method?: string});
    expect(lines).toContainEqual(
      expect.objectContaining({name: 'bob\n{"fake":1}', isSuccess: false, method: 'password'}),
    );
    expect(made.logLines.every(line => line.trim().split('\n').length === 1)).toBe(true);
    expect(made.logLines.join('')).not.toContain(PASSWORD);
    expect(made.logLines.join('')).not.toContain(ann!.token);
  });
});

describe('the end of a login', () => {
  test('logging out voids the token and ends every connection it opened', async () => {
    const {person, device} = await world();
    const ann = await person('ann');
    const second = await ann.another();
    expect(await ann.codeOf('sessionEnd', {})).toBe('ok');
    expect(await second.next('sessionEnded')).toEqual({code: 'logged-out', detail: ''});
    await Promise.all([ann.ended, second.ended]);
    await expect(device({token: ann.token})).rejects.toMatchObject({code: 'session-expired'});
  });

  test('a new password ends all other logins, not this one', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const anonymous = await made.device();
    const {token} = await anonymous.request('sessionLogin', {name: 'ann', password: PASSWORD});
    const other = await made.open('ann', token);
    const change = (oldPassword: string, newPassword: string) =>
      ann.codeOf('passwordChange', {oldPassword, newPassword});
    expect(await change('not the old one', 'a new password')).toBe('login-failed');
    expect(await change(PASSWORD, 'short')).toBe('password-short');
    expect(await change(PASSWORD, 'a new password')).toBe('ok');
    expect(await other.next('sessionEnded')).toMatchObject({code: 'logged-out'});
    await Promise.all([other.ended, anonymous.ended]);
    await ann.settle();
    await expect(made.device({token})).rejects.toMatchObject({code: 'session-expired'});
    expect(await login(made, 'ann', PASSWORD)).toBe('login-failed');
    expect(await login(made, 'ann', 'a new password')).toBe('ok');
  });

  test('every way of trying to get in is recorded, also where it is refused', async () => {
    const made = await world({settings: {registration: 'invite'}});
    expect(await register(made, {name: 'ann', ...takeOwnerCode(made.url)})).toBe('ok');
    expect(await register(made, {name: 'bob'})).toBe('invite-needed');
    expect(await login(made, 'ann', 'a wrong password')).toBe('login-failed');
    const anonymous = await made.device();
    const {token} = await anonymous.request('sessionLogin', {name: 'ann', password: PASSWORD});
    const ann = await made.open('ann', token);
    await expect(made.device({token: 'ct_wrong'})).rejects.toMatchObject({code: 'session-expired'});
    for (let count = 0; count < 7; count++) await made.device({token});
    await expect(made.device({token})).rejects.toMatchObject({code: 'too-many-connections'});
    expect(await login(made, 'ann', PASSWORD)).toBe('too-many-connections 10');
    const {records} = await ann.request('adminLog', {limit: 100});
    const shown = records.map(({name, method, isSuccess}) => `${method} ${name} ${isSuccess ? 'ok' : 'refused'}`);
    expect([...new Set(shown)].toSorted().join(', ')).toBe(
      'password ann ok, password ann refused, register ann ok, register bob refused, ' +
        'token  refused, token ann ok, token ann refused',
    );
    await ann.request('sessionEnd', {});
    await ann.ended;
    // Resolves after everything before it is stored.
    await made.server.runConsole('say done');
    const shownLater = await made.server.runConsole('log 100');
    expect(shownLater.join('\n')).toMatch(/ @ann {7}logout {6}ok /);
  });

  test('a wrong token is refused and recorded', async () => {
    const {person, device} = await world();
    const ann = await person('ann');
    await expect(device({token: 'ct_wrong'})).rejects.toMatchObject({code: 'session-expired'});
    const {records} = await ann.request('adminLog', {});
    expect(records.find(({isSuccess}) => !isSuccess)).toMatchObject({method: 'token', name: ''});
  });
});

describe('connections of one person', () => {
  test('are at most ten', async () => {
    const made = await world();
    const ann = await made.person('ann');
    for (let index = 0; index < 9; index++) await made.device({token: ann.token});
    await expect(made.device({token: ann.token})).rejects.toMatchObject({code: 'too-many-connections', detail: '10'});
    expect(await login(made, 'ann', PASSWORD)).toBe('too-many-connections 10');
  });
});
