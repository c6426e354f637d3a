/** Invitation links: how often, how long, as what and into which rooms; listed, revoked, rotated, and used by several at once. */
import {describe, expect, test} from '@jest/globals';
import {mkdirSync, rmdirSync} from 'node:fs';
import {join} from 'node:path';
import {parseAddress} from '../../src/shared/address.ts';
import type {Result} from '../../src/shared/protocol.ts';
import {PASSWORD, type Person, world, type World} from '../support/world.ts';

type Args = Record<string, string | number | string[]>;
const MINUTE_MS = 60_000;
const BY_INVITATION = {settings: {registration: 'invite' as const}};

const ask = (person: Person, name: string, args: Args = {}): Promise<Result<'adminCommand'>> =>
  person.request('adminCommand', {name, args});
const refusalOf = (person: Person, name: string, args: Args = {}) => person.codeOf('adminCommand', {name, args});
const codeIn = (answer: Result<'adminCommand'>): string =>
  parseAddress(String(answer.rows[0]?.['link'])).inviteCode ?? '';
const codeOf = async (person: Person, args: Args = {}) => codeIn(await ask(person, 'invite-link', args));
const register = async (made: World, name: string, inviteCode: string): Promise<string> =>
  (await made.device()).codeOf('accountRegister', {name, password: PASSWORD, inviteCode});
const states = async (person: Person) =>
  (await ask(person, 'invites')).rows.map(
    row => `${String(row['invitation'])} ${String(row['state'])} ${String(row['uses'])}`,
  );
const over = (why: string) => `invitation-over ${why}`;

describe('a link', () => {
  test('lets in one account, whoever is first of many at once', async () => {
    const made = await world(BY_INVITATION);
    const ann = await made.person('ann');
    const code = await codeOf(ann);
    const names = Array.from({length: 6}, (_, at) => `guest${at}`);
    const codes = await Promise.all(names.map(name => register(made, name, code)));
    expect(codes.toSorted()).toEqual([...Array<string>(5).fill(over('it was used already')), 'ok']);
    expect(await register(made, 'late', code)).toBe(over('it was used already'));
    expect(await states(ann)).toEqual(['2 used 1', '1 open 0']);
    const [users, audit] = [await ask(ann, 'users'), await ask(ann, 'audit', {deed: 'register', lines: 20})];
    expect(users.rows).toHaveLength(2);
    expect(audit.rows.filter(row => row['isSuccess'] === true).map(row => row['about'])).toEqual([
      'by invitation 2',
      '',
    ]);
  });

  test('is good as often and as long as it was said, and no longer where it was revoked', async () => {
    const made = await world(BY_INVITATION);
    const ann = await made.person('ann');
    const [twice, brief, revoked] = [
      await codeOf(ann, {usesMax: 2}),
      await codeOf(ann, {forMs: MINUTE_MS}),
      await codeOf(ann, {usesMax: 9}),
    ];
    expect([await register(made, 'bob', twice), await register(made, 'cid', revoked)]).toEqual(['ok', 'ok']);
    expect(await refusalOf(ann, 'revoke-invite', {invitation: '4'})).toBe('ok');
    made.clock.turn(MINUTE_MS);
    await made.restart();
    expect(await register(made, 'dot', revoked)).toBe(over('it was revoked'));
    expect(await register(made, 'dot', brief)).toBe(over('it has expired'));
    expect(await register(made, 'dot', 'x'.repeat(22))).toBe(over('nobody knows it here'));
    expect([await register(made, 'dot', twice), await register(made, 'eve', twice)]).toEqual([
      'ok',
      over('it was used already'),
    ]);
    const again = await made.open('ann', ann.token);
    expect(await states(again)).toEqual(['4 revoked 1', '3 expired 0', '2 used 2', '1 open 0']);
    expect(await refusalOf(again, 'revoke-invite', {invitation: '99'})).toBe('invitation-not-found 99');
    expect(await refusalOf(again, 'invite-link', {forMs: 1})).toBe('bad-request forMs');
  });

  test('that is revoked while accounts are being made by it lets in nobody after that', async () => {
    const made = await world(BY_INVITATION);
    const ann = await made.person('ann');
    const code = await codeOf(ann, {usesMax: 50});
    const tries = Array.from({length: 12}, (_, at) => register(made, `one${at}`, code));
    await ask(ann, 'revoke-invite', {invitation: '2'});
    const uses = (await ask(ann, 'invites')).rows[0]?.['uses'];
    const codes = await Promise.all(tries);
    expect(codes.filter(one => one === 'ok')).toHaveLength(Number(uses));
    expect(new Set(codes.filter(one => one !== 'ok'))).toEqual(new Set(uses === 12 ? [] : [over('it was revoked')]));
    expect((await ask(ann, 'users')).rows).toHaveLength(1 + Number(uses));
  });

  test('brings people in as what was said and into the rooms that were said, and tells before what it brings', async () => {
    const made = await world(BY_INVITATION);
    const ann = await made.person('ann');
    await ann.request('roomCreate', {name: 'garden', isPrivate: true});
    await ann.request('roomCreate', {name: 'shed', isPrivate: false});
    const code = await codeOf(ann, {role: 'guest', rooms: ['#garden', 'shed'], note: 'the gardener'});
    const anonymous = await made.device();
    expect(await anonymous.request('invitationShow', {inviteCode: code})).toEqual({
      by: 'ann',
      role: 'guest',
      rooms: ['garden', 'shed'],
      expiresAtMs: made.clock.now() + 7 * 24 * 60 * MINUTE_MS,
    });
    const {token} = await anonymous.request('accountRegister', {name: 'gus', password: PASSWORD, inviteCode: code});
    const gus = await made.open('gus', token);
    expect([gus.session.me.role, gus.session.rooms.map(({name}) => name)]).toEqual(['guest', ['garden', 'shed']]);
    expect(await gus.codeOf('roomJoin', {name: 'lobby'})).toMatch(/^room-not-found/);
    expect(await anonymous.codeOf('invitationShow', {inviteCode: code})).toBe(over('it was used already'));
    expect((await made.server.runConsole('invites')).join('\n')).toMatch(
      /2 +used +@ann +guest +1\/1 used +until .*#shed +the gardener/,
    );
  });

  test('never makes anybody more than who made it, and is void once they may not invite any more', async () => {
    const made = await world(BY_INVITATION);
    const [ann, bob, cid] = await made
      .people('ann')
      .then(async ([owner]) => [
        owner!,
        await byLink(made, owner!, 'bob', {role: 'admin'}),
        await byLink(made, owner!, 'cid', {role: 'moderator'}),
      ]);
    expect(await refusalOf(bob!, 'invite-link', {role: 'admin'})).toBe('not-allowed');
    expect(await refusalOf(bob!, 'invite-link', {role: 'owner'})).toBe('bad-request role');
    expect(await refusalOf(cid!, 'invite-link')).toBe('not-allowed');
    expect(await refusalOf(cid!, 'invites')).toBe('not-allowed');
    // A rotated one is in the hands of who rotates it.
    await codeOf(ann!, {role: 'admin', usesMax: 5});
    expect(await refusalOf(bob!, 'rotate-invite', {invitation: '4'})).toBe('not-allowed');
    const code = await codeOf(bob!, {role: 'moderator', usesMax: 5});
    expect(await register(made, 'dot', code)).toBe('ok');
    await ann!.request('userRoleSet', {name: 'bob', role: 'member'});
    expect(await register(made, 'eve', code)).toBe(over('who made it may not invite any more'));
    await ann!.request('userRoleSet', {name: 'bob', role: 'admin'});
    await ask(ann!, 'disable', {user: 'bob'});
    expect(await register(made, 'eve', code)).toBe(over('who made it may not invite any more'));
    await ask(ann!, 'delete-account', {user: 'bob'});
    expect(await register(made, 'eve', code)).toBe(over('nobody knows it here'));
  });

  test('opens no room that its maker cannot open, also later', async () => {
    const made = await world(BY_INVITATION);
    const ann = await made.person('ann');
    const bob = await byLink(made, ann, 'bob', {role: 'admin'});
    await ann.request('roomCreate', {name: 'board', isPrivate: true});
    const {roomId} = await bob.request('roomCreate', {name: 'staff', isPrivate: true});
    expect(await refusalOf(bob, 'invite-link', {rooms: ['board']})).toBe('room-not-found #board');
    expect(await refusalOf(bob, 'invite-link', {rooms: ['nowhere']})).toBe('room-not-found #nowhere');
    const code = await codeOf(bob, {rooms: ['#staff'], usesMax: 2});
    expect((await ask(ann, 'invites')).rows[0]?.['rooms']).toEqual([]);
    expect(await refusalOf(ann, 'rotate-invite', {invitation: '3'})).toBe('not-allowed');
    await bob.request('roomLeave', {roomId});
    const {token} = await (
      await made.device()
    ).request('accountRegister', {name: 'dot', password: PASSWORD, inviteCode: code});
    expect((await made.open('dot', token)).session.rooms.map(({name}) => name)).toEqual(['lobby']);
  });
});

describe('the link of the server itself', () => {
  test('stays the same, is rotated, revoked, and made good again, also over restarts', async () => {
    const made = await world(BY_INVITATION);
    const ann = await made.person('ann');
    const first = parseAddress(made.server.joinLink).inviteCode ?? '';
    expect(await register(made, 'bob', first)).toBe('ok');
    const second = codeIn(await ask(ann, 'rotate-invite', {invitation: '1'}));
    expect([second === first, parseAddress(made.server.joinLink).inviteCode]).toEqual([false, second]);
    expect(await register(made, 'cid', first)).toBe(over('nobody knows it here'));
    await made.restart();
    expect(parseAddress(made.server.joinLink).inviteCode).toBe(second);
    await made.server.runConsole('revoke-invite 1');
    await made.restart();
    expect(parseAddress(made.server.joinLink)).not.toHaveProperty('inviteCode');
    expect(await register(made, 'cid', second)).toBe(over('it was revoked'));
    const [link = '', told] = await made.server.runConsole('rotate-invite 1');
    expect(told).toBe('The link of invitation 1 before this one is void.');
    expect(await register(made, 'cid', parseAddress(link).inviteCode ?? '')).toBe('ok');
    await made.restart();
    expect(made.server.joinLink).toContain(parseAddress(link).inviteCode);
  });
});

describe('the link of the server itself, where its file could not be written', () => {
  test('is another one after a restart: what was rotated away lets in nobody', async () => {
    const made = await world(BY_INVITATION);
    const ann = await made.person('ann');
    const first = parseAddress(made.server.joinLink).inviteCode ?? '';
    mkdirSync(join(made.dataDir, 'invite-code.new'));
    const second = codeIn(await ask(ann, 'rotate-invite', {invitation: '1'}));
    await made.restart();
    const third = parseAddress(made.server.joinLink).inviteCode ?? '';
    rmdirSync(join(made.dataDir, 'invite-code.new'));
    expect(new Set([first, second, third]).size).toBe(3);
    for (const code of [first, second]) expect(await register(made, 'bob', code)).toBe(over('nobody knows it here'));
    expect(await register(made, 'bob', third)).toBe('ok');
    await made.restart();
    const fourth = parseAddress(made.server.joinLink).inviteCode ?? '';
    await made.restart();
    expect(parseAddress(made.server.joinLink).inviteCode).toBe(fourth);
  });
});

describe('with an account that is there already', () => {
  const use = (person: Person, inviteCode: string) => person.request('invitationUse', {inviteCode});

  test('a link brings into its rooms, counted once a person, and makes nobody more or less', async () => {
    const made = await world(BY_INVITATION);
    const ann = await made.person('ann');
    const bob = await byLink(made, ann, 'bob', {});
    const gus = await byLink(made, ann, 'gus', {role: 'guest'});
    for (const name of ['garden', 'shed']) await ann.request('roomCreate', {name, isPrivate: true});
    const code = await codeOf(ann, {role: 'moderator', rooms: ['#garden', 'shed'], usesMax: 2});
    const [told] = await Promise.all([use(bob, code), use(bob, code), use(bob, code)]);
    expect(told).toEqual({by: 'ann', rooms: ['garden', 'shed']});
    expect(await use(bob, code)).toEqual({by: 'ann', rooms: []});
    await bob.next('roomOpened', ({room}) => room.name === 'shed');
    const {roomId} = await ann.next('roomOpened', ({room}) => room.name === 'garden').then(({room}) => room);
    await made.say(ann, roomId, 'hello');
    await bob.next('entriesAppended', ({entries}) => entries.some(one => 'text' in one && one.text === 'hello'));
    expect((await use(gus, code)).rooms).toEqual(['garden', 'shed']);
    const roles = await Promise.all(
      [bob, gus].map(async ({name}) => (await ann.request('userShow', {name})).user.role),
    );
    expect(roles).toEqual(['member', 'guest']);
    expect((await states(ann))[0]).toBe('4 used 2');
    // Whoever was counted may come back by it; nobody else comes in.
    await bob.request('roomLeave', {roomId});
    expect((await use(bob, code)).rooms).toEqual(['garden']);
    expect(await register(made, 'cid', code)).toBe(over('it was used already'));
    const [cid] = [await byLink(made, ann, 'cid', {})];
    expect(await cid.codeOf('invitationUse', {inviteCode: code})).toBe(over('it was used already'));
    expect((await ask(ann, 'audit', {deed: 'invite', by: 'gus'})).rows.map(row => row['about'])).toEqual(['4 used']);
  });

  test('a link that brings nothing new is not used up, and whoever came by it is counted already', async () => {
    const made = await world(BY_INVITATION);
    const ann = await made.person('ann');
    await ann.request('roomCreate', {name: 'garden', isPrivate: true});
    const code = await codeOf(ann, {rooms: ['garden'], usesMax: 2});
    expect((await use(ann, code)).rooms).toEqual([]);
    expect((await states(ann))[0]).toBe('2 open 0');
    const {token} = await (
      await made.device()
    ).request('accountRegister', {name: 'bob', password: PASSWORD, inviteCode: code});
    const bob = await made.open('bob', token);
    await bob.request('roomLeave', {roomId: bob.session.rooms.find(({name}) => name === 'garden')?.roomId ?? 0});
    expect((await use(bob, code)).rooms).toEqual(['garden']);
    expect((await states(ann))[0]).toBe('2 open 1');
  });

  test('a link opens no room that is locked, nor to whom was removed from it, nor after it was revoked', async () => {
    const made = await world(BY_INVITATION);
    const ann = await made.person('ann');
    const [bob, cid] = [await byLink(made, ann, 'bob', {}), await byLink(made, ann, 'cid', {})];
    const {roomId} = await ann.request('roomCreate', {name: 'garden', isPrivate: true});
    const {roomId: shed} = await ann.request('roomCreate', {name: 'shed', isPrivate: true});
    const code = await codeOf(ann, {rooms: ['garden', 'shed'], usesMax: 9});
    await ann.request('roomRulesSet', {roomId: shed, isLocked: true});
    expect((await use(bob, code)).rooms).toEqual(['garden']);
    await ann.request('memberRemove', {roomId, name: 'bob', reason: 'x'});
    expect((await use(bob, code)).rooms).toEqual([]);
    await ask(ann, 'revoke-invite', {invitation: '4'});
    expect(await bob.codeOf('invitationUse', {inviteCode: code})).toBe(over('it was revoked'));
    expect(await cid.codeOf('invitationUse', {inviteCode: code})).toBe(over('it was revoked'));
    expect(await cid.codeOf('invitationUse', {inviteCode: 'x'.repeat(22)})).toBe(over('nobody knows it here'));
  });
});

async function byLink(made: World, owner: Person, name: string, args: Args): Promise<Person> {
  const inviteCode = await codeOf(owner, args);
  const {token} = await (await made.device()).request('accountRegister', {name, password: PASSWORD, inviteCode});
  return made.open(name, token);
}
