/** Tokens for programs in the hands of somebody hostile: beyond their rights, their rooms, their end, and all at once. */
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {TOKEN_RIGHT_NAMES, type TokenRight} from '../../src/shared/access/tokenRights.ts';
import type {RequestName} from '../../src/shared/protocol.ts';
import * as handlers from '../../src/server/requests/handlers.ts';
import type {TokenRule} from '../../src/server/requests/tokenRule.ts';
import {packetsFor} from '../support/hostile/hostilePackets.ts';
import {comeBack, HOUR_MS, scene} from '../support/keys/programTokens.ts';
import {PASSWORD, type Person} from '../support/world.ts';

const NAMES = Object.keys(handlers) as RequestName[];
const HANDLERS: Readonly<Record<RequestName, {token: TokenRule}>> = handlers;
const ruleOf = (name: RequestName) => HANDLERS[name].token;

const codeOf = async (person: Person, name: RequestName, params: object): Promise<string> =>
  (await person.codeOf(name, params as never)).split(' ')[0] ?? '';
describe('B150 a token for a program', () => {
  test('does nothing that its rights do not say, whatever is asked; and never what logs in, out or administers', async () => {
    const {made, ann, bob, garden, token} = await scene();
    await ann.request('userRoleSet', {name: 'bob', role: 'admin'});
    const packets = packetsFor({
      roomId: garden,
      fileId: made.newId(),
      roomName: 'garden',
      person: 'ann',
      newId: made.newId,
    });
    for (const right of TOKEN_RIGHT_NAMES) {
      const program = await made.open('bob', await token([right]));
      for (const name of NAMES) {
        const rule = ruleOf(name);
        if (rule !== 'never' && (rule.right === 'any' || rule.right === right)) continue;
        const told = await codeOf(program, name, packets[name]);
        expect([name, right, told]).toEqual([name, right, rule === 'never' ? 'token-never' : 'token-right-missing']);
      }
      await program.close();
    }
    expect(await bob.codeOf('ping', {})).toBe('ok');
  });

  test('that is for one room acts in no other, whichever request and however it is named', async () => {
    const {made, ann, bob, garden, shed, open} = await scene();
    const {seq} = await made.say(bob, shed, 'secret of the shed');
    const offered = {clientMsgId: made.newId(), name: 'x', sizeBytes: 1};
    const {fileId} = await bob.request('fileOffer', {roomId: shed, ...offered});
    const program = await open(TOKEN_RIGHT_NAMES, [garden]);
    const packets = packetsFor({roomId: shed, fileId, roomName: 'shed', person: 'ann', newId: made.newId});
    const expected = {named: 'not-in-room', file: 'file-not-found', room: 'room-not-found', all: 'token-all-rooms'};
    for (const name of NAMES) {
      const rule = ruleOf(name);
      if (rule === 'never' || rule.where === 'none' || rule.where === 'filtered') continue;
      expect([name, await codeOf(program, name, packets[name])]).toEqual([name, expected[rule.where]]);
    }
    // Out of the other room, by the one it may write in.
    const forwarded = {roomId: garden, clientMsgId: made.newId(), kind: 'message' as const, text: 'x'};
    expect(await program.codeOf('messageSend', {...forwarded, forwardOf: {roomId: shed, seq}})).toMatch(/^not-in-room/);
    expect(await program.codeOf('messageSearch', {words: 'secret', roomId: shed})).toMatch(/^not-in-room/);
    expect(await ann.codeOf('entryList', {roomId: shed})).toBe('ok');
  });

  test('that is for one room sees nothing of others: no list, count, search, inbox, event or presence', async () => {
    const {made, ann, bob, garden, shed, open} = await scene();
    const {roomId: direct} = await ann.request('directOpen', {name: 'bob'});
    for (const roomId of [garden, shed, direct, made.lobby]) await made.say(ann, roomId, `@bob needle in ${roomId}`);
    const program = await open(['read'], [garden]);
    const {rooms, invites, contacts, onlineCount, grant} = program.session;
    expect(rooms.map(({roomId}) => roomId)).toEqual([garden]);
    expect([invites, contacts, onlineCount, grant?.roomIds]).toEqual([[], [], 0, [garden]]);
    expect((await program.request('roomList', {})).rooms.map(({name}) => name)).toEqual(['garden']);
    expect((await program.request('roomList', {afterName: 'garden'})).rooms).toEqual([]);
    const found = await program.request('messageSearch', {words: 'needle'});
    expect(found.hits.map(({roomId}) => roomId)).toEqual([garden]);
    // Somebody who is elsewhere alone is as nobody.
    await made.people('dora');
    for (const from of ['dora', 'nobody'])
      expect((await program.request('messageSearch', {words: 'needle', from})).hits).toEqual([]);
    expect(await ann.codeOf('messageSearch', {words: 'needle', from: 'nobody'})).toMatch(/^user-not-found/);
    const inbox = await program.request('inboxList', {limit: 1});
    expect(inbox.items.map(({roomId}) => roomId)).toEqual([garden]);
    expect(inbox).not.toHaveProperty('next');
    // What happens elsewhere is not heard, and who comes and goes neither; what happens here is.
    const other = await bob.another();
    await made.say(ann, shed, 'not for it');
    await made.say(ann, direct, 'nor this');
    await bob.request('cursorMove', {roomId: shed, seq: 1});
    await bob.request('roomCreate', {name: 'attic', isPrivate: false});
    await other.close();
    await made.say(ann, garden, 'for it');
    await program.next('entriesAppended', ({entries}) => entries.some(one => 'text' in one && one.text === 'for it'));
    const told = program.events.map(({name, payload}) => [name, 'roomId' in payload ? payload.roomId : undefined]);
    expect(told.filter(([name, roomId]) => name === 'presenceChanged' || roomId !== garden)).toEqual([]);
    // In the room in which everybody is told of, by its members it is told no more than of any other.
    const there = await open(['read'], [made.lobby]);
    const again = await bob.another();
    await ann.next('presenceChanged', ({changes}) => changes.some(({name}) => name === 'bob'));
    await again.close();
    await made.people('eve');
    await ann.next('presenceChanged', ({changes}) => changes.some(({name}) => name === 'eve'));
    await there.settle();
    expect(there.told('presenceChanged')).toEqual([]);
  });

  test('without the right to read hears nothing, and keeps nobody online', async () => {
    const {made, ann, bob, garden, token} = await scene();
    const sent = await token(['send'], [garden]);
    await bob.close();
    await ann.next('presenceChanged', ({changes}) =>
      changes.some(({name, state}) => name === 'bob' && state === 'offline'),
    );
    const program = await made.open('bob', sent);
    expect((await ann.request('userShow', {name: 'bob'})).user.state).toBe('offline');
    const clientMsgId = made.newId();
    await program.request('messageSend', {roomId: garden, clientMsgId, kind: 'message', text: 'beep'});
    await ann.next('entriesAppended', ({entries}) => entries.some(one => 'text' in one && one.text === 'beep'));
    await program.settle();
    expect(program.events).toEqual([]);
  });

  test('is told at its start what its rights let it ask for, and no more', async () => {
    const {made, ann, bob, garden, shed, open} = await scene();
    await bob.request('friendAdd', {name: 'ann'});
    await bob.request('preferencesSet', {highlightWords: ['needle']});
    await bob.request('topicSet', {roomId: garden, topic: 'of the garden'});
    const {roomId: attic} = await ann.request('roomCreate', {name: 'attic', isPrivate: true});
    await ann.request('roomInvite', {roomId: attic, names: ['bob']});
    const {roomId: direct} = await ann.request('directOpen', {name: 'bob'});
    for (const roomId of [garden, direct]) await made.say(ann, roomId, '@bob hello');
    const told = async (...rights: TokenRight[]) => {
      const {rooms, invites, contacts, preferences} = (await open(rights)).session;
      return {rooms, given: [invites.length, contacts?.length, preferences?.highlightWords.length]};
    };
    const {rooms, given} = await told('send');
    expect(given).toEqual([0, 0, 0]);
    expect(rooms.map(({roomId, name}) => [roomId, name])).toEqual([
      [made.lobby, 'lobby'],
      [garden, 'garden'],
      [shed, 'shed'],
      [direct, 'ann'],
    ]);
    for (const {topic, unread, mentions, memberCount, rules, partner, number} of rooms)
      expect([topic, unread, mentions, memberCount, rules, partner, number]).toEqual(['', 0, 0, 0, ...Array(3)]);
    // Whoever reads sees what mentions them.
    expect((await told('read')).given).toEqual([1, 0, 1]);
    expect((await told('people')).given).toEqual([0, 1, 0]);
    expect((await told('settings')).given).toEqual([0, 0, 1]);
    expect((await told('read')).rooms.find(({roomId}) => roomId === garden)).toMatchObject({topic: 'of the garden'});
  });

  test('is for rooms that its maker is in, is counted, and is in no file of the server', async () => {
    const {made, ann, bob, token} = await scene();
    const {roomId} = await ann.request('roomCreate', {name: 'board', isPrivate: true});
    const make = {name: 'robot', rights: ['read' as const], forMs: HOUR_MS};
    expect(await bob.codeOf('tokenCreate', {...make, roomIds: [roomId]})).toMatch(/^not-in-room/);
    expect(await bob.codeOf('tokenCreate', {...make, name: ' '})).toBe('bad-request name');
    expect(await bob.codeOf('tokenCreate', {...make, forMs: 1})).toMatch(/^bad-request/);
    const secret = await token(['read']);
    const codes = await Promise.all(Array.from({length: 55}, () => bob.codeOf('tokenCreate', make)));
    expect(codes.filter(code => code === 'ok')).toHaveLength(49);
    expect(new Set(codes)).toEqual(new Set(['ok', 'too-many-tokens 50']));
    expect(await ann.codeOf('tokenCreate', make)).toBe('ok');
    const stored = await Promise.all(['chat.db', 'chat.db-wal'].map(name => readFile(join(made.dataDir, name))));
    expect(Buffer.concat(stored).includes(secret)).toBe(false);
    expect(made.logLines.join('')).not.toContain(secret);
  });
});

describe('B153 programs with tokens', () => {
  test('take no place from whoever has the account, and have only so many', async () => {
    const {made, bob, garden, token} = await scene();
    const secret = await token(['read'], [garden]);
    const programs = await Promise.all(Array.from({length: 10}, () => made.device({token: secret})));
    expect(await comeBack(made, secret)).toBe('too-many-connections');
    expect(await comeBack(made, bob.token)).toBe('ok');
    const anonymous = await made.device();
    expect(await anonymous.codeOf('sessionLogin', {name: 'bob', password: PASSWORD})).toBe('ok');
    // Nor the tries to come in: those of tokens are counted by themselves.
    await Promise.all(Array.from({length: 130}, () => comeBack(made, secret)));
    expect(await comeBack(made, bob.token)).toBe('ok');
    expect(await bob.codeOf('tokenRevoke', {number: 2})).toBe('ok');
    await Promise.all(programs.map(({ended}) => ended));
  });

  test('that may write remove nothing of others, whatever their account is in the room', async () => {
    const {made, ann, bob, garden, token} = await scene();
    const {seq} = await made.say(ann, garden, 'hers');
    const remove = async (rights: readonly TokenRight[]) =>
      (await made.open('bob', await token(rights))).codeOf('messageDelete', {
        roomId: garden,
        seq,
        clientMsgId: made.newId(),
      });
    expect(await remove(['send'])).toBe('not-allowed');
    expect(await remove(['send', 'rooms'])).toBe('ok');
    expect(await bob.codeOf('ping', {})).toBe('ok');
  });
});

describe('B152 tokens of others', () => {
  test('are seen and revoked by admins alone, of those below them, and are told in the audit', async () => {
    const {made, ann, bob, garden, token} = await scene();
    const [cid] = (await made.people('cid')) as [Person];
    await token(['read', 'send'], [garden]);
    const admin = (who: Person, name: string, args: Record<string, string>) => who.codeOf('adminCommand', {name, args});
    expect(await admin(cid, 'tokens', {})).toBe('not-allowed');
    expect(await admin(cid, 'revoke-token', {user: 'bob', token: '2'})).toBe('not-allowed');
    await ann.request('userRoleSet', {name: 'bob', role: 'admin'});
    await ann.request('userRoleSet', {name: 'cid', role: 'admin'});
    expect(await admin(cid, 'revoke-token', {user: 'bob', token: '2'})).toBe('not-allowed');
    expect(await admin(ann, 'revoke-token', {user: 'bob', token: '1'})).toBe('token-not-found 1');
    expect(await admin(ann, 'revoke-token', {user: 'bob', token: 'x'})).toBe('token-not-found x');
    const {rows} = await ann.request('adminCommand', {name: 'tokens', args: {}});
    expect(rows).toMatchObject([
      {user: 'bob', token: 2, tokenName: 'robot', rights: ['read', 'send'], rooms: ['#garden']},
    ]);
    const {devices} = await bob.request('deviceList', {});
    expect(devices.map(({number, expiresAtMs}) => [number, expiresAtMs])).toEqual([
      [2, made.clock.now() + HOUR_MS],
      [1, undefined],
    ]);
    expect(await admin(ann, 'revoke-token', {user: 'bob', token: '2'})).toBe('ok');
    const audit = (await made.server.runConsole('audit --deed program-token')).join('\n');
    expect(audit).toMatch(/ann .*2 “robot” of @bob revoked/);
    expect(audit).toMatch(/bob .*2 “robot” made: read send; 1 rooms; until/);
  });
});
