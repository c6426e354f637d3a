/**
 * Muting, banning by account, address and network, disabling and deleting accounts, reports: felt at once, everywhere, and after
 * a restart.
 */
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {isIn, networkText, readNetwork} from '../../src/server/door/networkBans.ts';
import {PASSWORD, type Person, world, type World} from '../support/world.ts';
import {admin, team} from './moderationSupport.ts';

const HOUR_MS = 3_600_000;

const say = (made: World, person: Person, roomId = 1) =>
  person.codeOf('messageSend', {roomId, clientMsgId: made.newId(), kind: 'message', text: 'hello'});
const login = async (made: World, name: string) =>
  (await made.device()).codeOf('sessionLogin', {name, password: PASSWORD});
const comeBack = (made: World, token: string, more = {}): Promise<string> =>
  made.device({token, ...more}).then(
    () => 'ok',
    (error: {code: string; detail: string}) => `${error.code} ${error.detail}`.trim(),
  );
describe('somebody who is muted', () => {
  test('reads and cannot write, in rooms and conversations, until the time is over', async () => {
    const {made, mod, bob} = await team();
    const direct = await bob.request('directOpen', {name: 'ann'});
    expect(await admin(mod, 'mute', {user: 'bob', forMs: HOUR_MS, why: 'cool down'})).toBe('ok');
    expect(await bob.next('muteChanged')).toEqual({words: 'mod1 (cool down); it ends in 1 hour'});
    const refusal = 'muted mod1 (cool down); it ends in 1 hour';
    expect([await say(made, bob), await say(made, bob, direct.roomId)]).toEqual([refusal, refusal]);
    const offer = {roomId: 1, clientMsgId: made.newId(), name: 'a', sizeBytes: 1};
    expect(await bob.codeOf('fileOffer', offer)).toBe(refusal);
    expect(await bob.codeOf('entryList', {roomId: 1})).toBe('ok');
    made.clock.turn(HOUR_MS - 60_000);
    await made.restart();
    const again = await made.open('bob', bob.token);
    expect(await say(made, again)).toBe('muted mod1 (cool down); it ends in 1 minute');
    made.clock.turn(60_000);
    expect(await say(made, again)).toBe('ok');
  });

  test('speaks by no other way either, and may still take back what they said', async () => {
    const {made, mod, bob} = await team();
    const {roomId} = await bob.request('roomCreate', {name: 'tea', isPrivate: false});
    const {seq} = await made.say(bob, roomId, 'first');
    await admin(mod, 'mute', {user: 'bob'});
    const deed = () => ({roomId, seq, clientMsgId: made.newId()});
    const codes = [
      await bob.codeOf('messageEdit', {...deed(), text: 'by an edit'}),
      await bob.codeOf('reactionSet', {...deed(), emoji: '👍', isOn: true}),
      await bob.codeOf('pinSet', {...deed(), isOn: true}),
      await bob.codeOf('topicSet', {roomId, topic: 'by the topic'}),
    ];
    expect(codes).toEqual(Array(4).fill('muted mod1'));
    expect(await bob.codeOf('messageDelete', deed())).toBe('ok');
  });

  test('writes again when they are let; nobody mutes whoever is as much as they are', async () => {
    const {made, owner, mod, bob} = await team();
    await admin(mod, 'mute', {user: 'bob'});
    expect(await say(made, bob)).toBe('muted mod1');
    await admin(mod, 'unmute', {user: 'bob'});
    expect(await say(made, bob)).toBe('ok');
    expect(await admin(mod, 'mute', {user: 'ann'})).toBe('not-allowed');
    expect(await admin(mod, 'mute', {user: 'mod1'})).toBe('direct-self');
    expect(await admin(bob, 'mute', {user: 'mod1'})).toBe('not-allowed');
    expect(await admin(owner, 'mute', {user: 'zoe'})).toBe('user-not-found zoe');
  });
});

describe('an account that is banned', () => {
  test('is out on every way, also after a restart, until it is let in again', async () => {
    const {made, owner, mod, bob} = await team();
    const second = await bob.another();
    expect(await admin(mod, 'ban', {whom: '@bob', forMs: 2 * HOUR_MS, why: 'too loud'})).toBe('ok');
    await Promise.all([bob.ended, second.ended]);
    const refusal = 'banned mod1 (too loud); it ends in 2 hours';
    expect([await login(made, 'bob'), await comeBack(made, bob.token)]).toEqual([refusal, refusal]);
    await made.restart();
    expect(await comeBack(made, bob.token)).toBe(refusal);
    expect((await made.server.runConsole('sanctions')).join('\n')).toMatch(/@bob +banned +until .+mod1 \(too loud\)/);
    await made.server.runConsole('unban @bob');
    expect([await comeBack(made, bob.token), await login(made, 'bob')]).toEqual(['ok', 'ok']);
    await made.server.runConsole('ban bob');
    made.clock.turn(400 * 24 * HOUR_MS);
    expect(await login(made, 'bob')).toBe('banned server');
    expect(owner.name).toBe('ann');
  });

  test('is none that owns the server: it is handed over first', async () => {
    const {made} = await team();
    const lines = ['ban @ann', 'disable @ann', 'delete-account @ann'].map(line => made.server.runConsole(line));
    expect((await Promise.all(lines)).flat()).toEqual(Array(3).fill('ann owns this server and stays its owner.'));
  });
});

describe('a network that is banned', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['255.255.255.255/8', '255.0.0.0/8'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8:0:0::1/48', '2001:db8::/48'],
    ['2001:db8:ffff:ffff::1/33', '2001:db8:8000::/33'],
    ['::1', '::1'],
    ['0.0.0.0/0', undefined],
    ['10.0.0.0/7', undefined],
    ['2001::/8', undefined],
    ['203.0.113.7/33', undefined],
    ['203.0.113', undefined],
    ['bob', undefined],
    ['fe80::1%eth0', undefined],
    ['', undefined],
  ])('%j is %j', (typed, canonical) => {
    const network = readNetwork(typed);
    expect(network === undefined ? undefined : networkText(network)).toBe(canonical);
    expect(network === undefined || isIn(network.address, network)).toBe(true);
  });

  test('shuts out connections and ways in; nobody shuts out themselves, or an admin', async () => {
    const {made, owner, mod, bob} = await team();
    expect(await admin(mod, 'ban', {whom: '203.0.113.0/24'})).toBe('not-allowed');
    expect(await admin(owner, 'ban', {whom: '127.0.0.1'})).toBe('network-own 127.0.0.1');
    expect(await admin(owner, 'ban', {whom: '127.0.0.0/8'})).toBe('network-own 127.0.0.0/8');
    expect(await admin(owner, 'ban', {whom: '1.2.3'})).toBe('network-invalid 1.2.3');
    expect(await admin(owner, 'ban', {whom: '203.0.113.9/24', why: 'flood'})).toBe('ok');
    expect(await made.server.runConsole('sanctions')).toEqual(['203.0.113.0/24  banned  ann (flood)']);
    expect(await admin(owner, 'unban', {whom: '203.0.113.0/24'})).toBe('ok');
    expect(await admin(owner, 'unban', {whom: '203.0.113.0/24'})).toBe('network-invalid 203.0.113.0/24');
    expect(await say(made, bob)).toBe('ok');
  });

  test('is asked at the handshake, at each login, and of what is connected', async () => {
    const {made, owner, mod, bob} = await team();
    const far = {from: '127.0.0.9'};
    const [signedIn, anonymous] = [await made.device({...far, token: bob.token}), await made.device(far)];
    expect(await admin(owner, 'ban', {whom: '127.0.0.8/30', forMs: HOUR_MS, why: 'flood'})).toBe('ok');
    await signedIn.ended;
    const refusal = 'network-banned ann (flood); it ends in 1 hour';
    expect(await anonymous.codeOf('sessionLogin', {name: 'bob', password: PASSWORD})).toBe(refusal);
    const register = {name: 'newcomer', password: 'another long password'};
    expect(await anonymous.codeOf('accountRegister', register)).toBe(refusal);
    expect(await comeBack(made, bob.token, far)).toBe(refusal);
    expect(await comeBack(made, bob.token)).toBe('ok');
    await made.restart();
    expect(await comeBack(made, bob.token, far)).toBe(refusal);
    made.clock.turn(HOUR_MS);
    expect(await comeBack(made, bob.token, far)).toBe('ok');
    expect(mod.name).toBe('mod1');
  });

  test('is that of the person and not of a trusted proxy in between', async () => {
    const made = await world({settings: {trustedProxies: ['127.0.0.1']}});
    const [, bob] = await made.people('ann', 'bob');
    await made.server.runConsole('ban 203.0.113.7');
    const through = (address: string) => comeBack(made, bob!.token, {headers: {'x-forwarded-for': address}});
    expect([await through('203.0.113.7'), await through('203.0.113.8')]).toEqual(['network-banned server', 'ok']);
    const asked = await fetch(new URL('/files/0123456789012345678901', made.url), {
      headers: {authorization: `Bearer ${bob!.token}`, 'x-forwarded-for': '203.0.113.7'},
    });
    expect(asked.status).toBe(403);
  });

  test('with an admin in it is none', async () => {
    const {made, owner, mod, bob} = await team();
    await owner.request('userRoleSet', {name: 'bob', role: 'admin'});
    await made.device({from: '127.0.0.9', token: owner.token});
    expect(await made.server.runConsole('ban 127.0.0.9')).toEqual([expect.stringMatching(/^127\.0\.0\.9 holds /)]);
    expect(await admin(bob, 'ban', {whom: '127.0.0.9'})).toBe('network-own 127.0.0.9');
    expect(mod.name).toBe('mod1');
  });
});

describe('an account', () => {
  test('that is disabled lets nobody in and keeps its name; enabled, it is as before', async () => {
    const {made, owner, mod, bob} = await team();
    expect(await admin(mod, 'disable', {user: 'bob'})).toBe('not-allowed');
    await admin(owner, 'disable', {user: 'bob', why: 'left'});
    await bob.ended;
    expect(await login(made, 'bob')).toBe('account-disabled ann (left)');
    expect(await comeBack(made, bob.token)).toBe('session-expired');
    const register = {name: 'bob', password: 'another long password'};
    expect(await (await made.device()).codeOf('accountRegister', register)).toBe('name-taken bob');
    await admin(owner, 'enable', {user: 'bob'});
    expect(await login(made, 'bob')).toBe('ok');
  });

  test('that is deleted leaves its messages by a former member, and nothing else', async () => {
    const {made, owner, bob} = await team();
    await say(made, bob);
    const {fileId} = await bob.request('fileOffer', {roomId: 1, clientMsgId: made.newId(), name: 'a', sizeBytes: 1});
    const direct = await bob.request('directOpen', {name: 'ann'});
    await say(made, bob, direct.roomId);
    await admin(owner, 'delete-account', {user: 'bob'});
    await bob.ended;
    expect([await login(made, 'bob'), await comeBack(made, bob.token)]).toEqual(['login-failed', 'session-expired']);
    const {entries} = await owner.request('entryList', {roomId: 1});
    const said = entries.filter(({kind}) => kind === 'message');
    expect(said.map(({sender}) => sender)).toEqual([expect.stringMatching(/^former-member-\d+$/)]);
    expect(await owner.codeOf('fileShow', {fileId})).toBe('ok');
    expect((await owner.request('fileShow', {fileId})).state).toBe('cancelled');
    expect(readdirSync(join(made.dataDir, 'files'))).toEqual([]);
    expect((await owner.request('memberList', {roomId: 1})).members.map(({name}) => name)).toEqual(['ann', 'mod1']);
    expect((await owner.request('adminUsers', {})).users.map(({user}) => user.name)).toEqual(['ann', 'mod1']);
    const codes = [said[0]!.sender, 'bob'].map(name => owner.codeOf('directOpen', {name}));
    expect((await Promise.all(codes)).map(code => code.split(' ')[0])).toEqual(['user-not-found', 'user-not-found']);
    expect((await owner.request('entryList', {roomId: direct.roomId})).entries).toHaveLength(2);
    const anonymous = await made.device();
    const register = {name: 'former-member-9', password: 'another long password'};
    expect(await anonymous.codeOf('accountRegister', register)).toBe('name-reserved former-member-9');
    await made.restart();
    const again = await made.open('ann', owner.token);
    expect((await again.request('entryList', {roomId: 1})).entries).toHaveLength(entries.length);
  });
});

describe('a report', () => {
  test('reaches moderators who are there, is listed until it is settled, and tells nobody else', async () => {
    const {made, owner, mod, bob} = await team();
    const {roomId} = await owner.request('roomCreate', {name: 'secret', isPrivate: true});
    const hidden = await made.say(owner, roomId, 'x');
    const {seq} = await made.say(owner, 1, 'rude');
    expect(await bob.codeOf('reportMake', {roomId: 1, seq, reason: 'rude'})).toBe('ok');
    expect(await bob.codeOf('reportMake', {name: 'mod1', reason: ''})).toBe('ok');
    expect(await mod.next('reportMade')).toEqual({reportId: 1, by: 'bob', about: 'ann', reason: 'rude'});
    expect(bob.told('reportMade')).toEqual([]);
    // Also whoever was away finds it, once each.
    const {items} = await (await made.open('mod1', mod.token)).request('inboxList', {});
    expect(items.map(({room, entry}) => `${room}: ${entry?.kind === 'message' && entry.text.split('\n')[0]}`)).toEqual([
      '@mod1: There is a report by bob about mod1',
      '@mod1: There is a report by bob about ann: rude',
    ]);
    const refused = [
      {roomId, seq: hidden.seq, reason: ''},
      {roomId: 999, seq: 1, reason: ''},
      {roomId: 1, seq: 999, reason: ''},
      {name: 'zoe', reason: ''},
      {name: 'bob', reason: ''},
      {reason: ''},
      {name: 'ann', roomId: 1, seq, reason: ''},
    ];
    expect(await Promise.all(refused.map(one => bob.codeOf('reportMake', one)))).toEqual([
      'not-in-room this room',
      'not-in-room this room',
      'entry-not-found',
      'user-not-found zoe',
      'direct-self',
      'bad-request a name, or a room and a seq',
      'bad-request a name, or a room and a seq',
    ]);
    const list = async () => (await mod.request('adminCommand', {name: 'reports', args: {}})).rows;
    expect(await list()).toMatchObject([
      {reportId: 2, by: 'bob', about: 'mod1', room: ''},
      {reportId: 1, by: 'bob', about: 'ann', room: '#lobby', seq, reason: 'rude'},
    ]);
    expect(await bob.codeOf('adminCommand', {name: 'reports', args: {}})).toBe('not-allowed');
    expect(await admin(mod, 'settle', {what: '1'})).toBe('ok');
    expect(await list()).toHaveLength(1);
    expect(await admin(mod, 'settle', {what: '@mod1'})).toBe('ok');
    expect(await list()).toEqual([]);
  });
});
