/** Somebody who is blocked or declined, and crowds who want to be friends: nobody learns of it, nothing grows. */
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import type {Contact} from '../../src/shared/model.ts';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import {world, type Person, type World} from '../support/world.ts';

const listOf = async (person: Person): Promise<string[]> => {
  const {contacts = []} = await person.request('sessionOpen', {});
  return contacts.map(({user, state}: Contact) => `${user.name} ${state}`).sort();
};
const write = async ({say}: World, from: Person, to: string): Promise<string> => {
  const {roomId} = await from.request('directOpen', {name: to});
  return say(from, roomId, 'hello').then(
    () => 'ok',
    (error: {code: string}) => error.code,
  );
};
const friends = async (one: Person, other: Person) => {
  await one.request('friendAdd', {name: other.name});
  await other.request('friendAdd', {name: one.name, isAnswer: true});
};

describe('B100 somebody who is blocked', () => {
  test('gets the answers of somebody who is not', async () => {
    const {people, say, newId} = await world();
    const [ann, bob, cid, dan] = await people('ann', 'bob', 'cid', 'dan');
    await bob!.request('personBlock', {name: 'ann', isBlocked: true});
    const before = {bob: bob!.told('contactChanged').length, entries: bob!.told('entriesAppended').length};
    // Bob has blocked ann, cid has not: ann asks both the same.
    const ask = async (name: string) => {
      const room = await ann!.request('directOpen', {name});
      const sent = await say(ann!, room.roomId, 'hello');
      const offer = {roomId: room.roomId, clientMsgId: newId(), name: 'x', sizeBytes: 1};
      const {awaits, seq} = await ann!.request('fileOffer', offer);
      const friend = await ann!.request('friendAdd', {name});
      const again = await ann!.request('friendAdd', {name});
      const {user} = await ann!.request('userShow', {name});
      const answer = await ann!.codeOf('friendAdd', {name, isAnswer: true});
      return JSON.stringify({
        room,
        sent,
        awaits,
        seq,
        friend,
        again,
        user,
        answer,
        taken: await ann!.request('friendRemove', {name}),
      })
        .replaceAll(name, 'NAME')
        .replaceAll(/"(?:roomId|sentAtMs|atMs|number)":\d+/g, '');
    };
    expect(await ask('bob')).toBe(await ask('cid'));
    await bob!.settle();
    expect(bob!.told('contactChanged').length).toBe(before.bob);
    expect(bob!.told('entriesAppended').length).toBe(before.entries);
    expect((await bob!.request('sessionOpen', {})).rooms.map(({kind}) => kind)).toEqual(['public']);
    expect((await cid!.request('sessionOpen', {})).rooms.map(({kind}) => kind)).toEqual(['public', 'direct']);
    expect(await listOf(dan!)).toEqual([]);
  });

  test('is not counted, mentions nobody, and is no friend; the conversation is out of sight', async () => {
    const {people, say, lobby} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await friends(ann!, bob!);
    const {roomId} = await ann!.request('directOpen', {name: 'bob'});
    await say(ann!, roomId, 'before');
    await bob!.next('roomOpened');
    await bob!.request('personBlock', {name: 'ann', isBlocked: true});
    await bob!.next('roomClosed', closed => closed.roomId === roomId);
    await ann!.next('contactChanged', ({contact}) => contact.state === 'none');
    await say(ann!, lobby, 'hey @bob');
    await say(ann!, roomId, 'after');
    const {rooms} = await bob!.request('sessionOpen', {});
    expect(rooms).toMatchObject([{name: 'lobby', unread: 0, mentions: 0}]);
    expect([await listOf(ann!), await listOf(bob!)]).toEqual([[], ['ann blocked']]);
  });

  test('is heard again when it ends, from then on; what was asked meanwhile does not turn up', async () => {
    const {people, say} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await bob!.request('personBlock', {name: 'ann', isBlocked: true});
    await ann!.request('friendAdd', {name: 'bob'});
    expect(await bob!.codeOf('friendAdd', {name: 'ann'})).toBe('person-blocked ann');
    expect(await bob!.request('personBlock', {name: 'ann', isBlocked: false})).toMatchObject({state: 'none'});
    expect(await listOf(bob!)).toEqual([]);
    const {roomId} = await ann!.request('directOpen', {name: 'bob'});
    await say(ann!, roomId, 'hello');
    expect((await bob!.next('roomOpened')).room).toMatchObject({name: 'ann', unread: 1});
  });

  test('twice is once, and not oneself', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await ann!.request('personBlock', {name: 'bob', isBlocked: true});
    await ann!.request('personBlock', {name: 'bob', isBlocked: true});
    expect(await listOf(ann!)).toEqual(['bob blocked']);
    expect(await ann!.codeOf('personBlock', {name: 'ann', isBlocked: true})).toBe('direct-self');
    expect(await bob!.codeOf('friendRemove', {name: 'ann'})).toBe('not-a-friend ann');
  });
});

test('B100 the list of one person is bounded, however many ask', async () => {
  const made = await world();
  const [ann] = await made.people('ann');
  await made.server.close();
  const database = new DatabaseSync(`${made.dataDir}/chat.db`);
  const rows = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)';
  database.exec(`BEGIN;
    INSERT INTO accounts (user_id, name, display_name, role, password_hash, created_at_ms)
      ${rows} SELECT 100 + i, 'o' || i, '', 'member', 'x', 1 FROM n;
    INSERT INTO contacts (user_id, other_id, at_ms) ${rows} SELECT 100 + i, 1, i FROM n;
    INSERT INTO contacts (user_id, other_id, at_ms) ${rows} SELECT 1, 2500 + i, i FROM n WHERE i <= ${FIXED_LIMITS.friendsMax};
    COMMIT`);
  database.close();
  await made.restart();
  const again = await made.open('ann', ann!.token);
  const states = (again.session.contacts ?? []).map(({state}) => state);
  expect(states.filter(state => state === 'asking')).toHaveLength(FIXED_LIMITS.friendRequestsMax);
  expect(states.length).toBeLessThanOrEqual(FIXED_LIMITS.friendRequestsMax + FIXED_LIMITS.friendsMax);
  expect(await again.codeOf('friendAdd', {name: 'o1'})).toBe(`too-many-friends ${FIXED_LIMITS.friendsMax}`);
});

test('B101 of rooms one may not see are answered as those that are not there, and everything has a bound', async () => {
  const {people} = await world();
  const [ann, bob] = await people('ann', 'bob');
  const {roomId} = await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
  const set = (id: number) => bob!.codeOf('roomPreferencesSet', {roomId: id, change: {mutedUntilMs: 1}});
  expect(await set(roomId)).toBe(await set(9_999));
  const codes = [
    bob!.codeOf('preferencesSet', {highlightWords: Array.from({length: 51}, () => 'x')}),
    bob!.codeOf('preferencesSet', {highlightWords: ['x'.repeat(41)]}),
    bob!.codeOf('preferencesSet', {quietHours: {fromMinute: 1440, toMinute: 0}}),
    bob!.codeOf('preferencesSet', {quietUntilMs: -1}),
    bob!.codeOf('preferencesSet', {unknown: true} as never),
    bob!.codeOf('roomPreferencesSet', {roomId: 1, change: {place: 10_001}}),
  ];
  for (const code of await Promise.all(codes)) expect(code).toMatch(/^bad-request/);
});

test('B100 is no way to find out who has blocked one', async () => {
  const made = await world();
  const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
  for (const directsFrom of ['friends', 'anybody'] as const) {
    for (const name of ['bob', 'cid']) {
      const person = name === 'bob' ? bob! : cid!;
      await person.request('preferencesSet', {directsFrom});
    }
    await bob!.request('personBlock', {name: 'ann', isBlocked: true});
    expect(await write(made, ann!, 'bob')).toBe(await write(made, ann!, 'cid'));
  }
});

describe('B102 a conversation of several', () => {
  test('has a bound, takes nobody against their wish, and is seen by nobody of whom who blocked its maker', async () => {
    const made = await world();
    const [ann, bob, cid] = await made.people('ann', 'bob', 'cid', 'dan');
    const many = Array.from({length: 10}, (_, index) => `person${index}`);
    expect(await ann!.codeOf('groupOpen', {names: many})).toMatch(/^bad-request/);
    expect(await ann!.codeOf('groupOpen', {names: ['bob', 'nobody']})).toBe('user-not-found nobody');
    await cid!.request('preferencesSet', {directsFrom: 'friends'});
    expect(await ann!.codeOf('groupOpen', {names: ['bob', 'cid']})).toBe('directs-refused cid');
    await bob!.request('personBlock', {name: 'ann', isBlocked: true});
    const {roomId, name} = await ann!.request('groupOpen', {names: ['bob', 'dan']});
    expect(name).toBe('bob,dan');
    await made.say(ann!, roomId, 'hello');
    await bob!.settle();
    expect(bob!.told('roomOpened')).toEqual([]);
  });
});

test('B103 what is planned has bounds, and those of others cannot be told from what is not there', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  const plan = (dueAtMs: number, roomId = 1, text = 'x') =>
    bob!.codeOf('plannedAdd', {id: made.newId(), kind: 'message', roomId, text, dueAtMs});
  const soon = made.clock.now() + 1_000_000;
  expect(await plan(Date.UTC(9999, 11, 31))).toBe('time-too-far 366');
  expect(await plan(Number.MAX_SAFE_INTEGER)).toBe('time-too-far 366');
  expect(await plan(Number.MAX_SAFE_INTEGER + 1)).toMatch(/^bad-request/);
  expect(await plan(0)).toBe('time-passed');
  expect(await plan(soon, 1, '  ')).toBe('message-empty');
  expect(await plan(soon, 1, 'x'.repeat(70_000))).toMatch(/^message-too-long/);
  const {roomId} = await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
  expect(await plan(soon, roomId)).toBe(await plan(soon, 9_999));
  const mine = await ann!.request('plannedAdd', {
    id: made.newId(),
    kind: 'message',
    roomId: 1,
    text: 'x',
    dueAtMs: soon,
  });
  const unknown = made.newId();
  expect((await bob!.codeOf('plannedCancel', {id: mine.id})).replace(mine.id, '')).toBe(
    (await bob!.codeOf('plannedCancel', {id: unknown})).replace(unknown, ''),
  );
  for (let count = 0; count < 60; count++) {
    expect(await plan(soon)).toMatch(/^(?:ok|too-many-requests)/);
    made.clock.turn(1_000);
  }
});
