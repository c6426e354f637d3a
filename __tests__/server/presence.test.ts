/** What others see of somebody: a status that ends, do not disturb, typing; and who does not. */
import {describe, expect, test} from '@jest/globals';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import type {Payload} from '../../src/shared/protocol.ts';
import {handClock} from '../support/suite/clock.ts';
import {world} from '../support/world.ts';

const HOUR_MS = 60 * 60_000;

type Change = Payload<'presenceChanged'>['changes'][number];

const is =
  (name: string, {state, status}: Partial<Change>) =>
  (one: Change): boolean =>
    one.name === name && one.state === state && (status === undefined || one.status === status);

describe('what one says of oneself', () => {
  test('is seen by others while one is there, on all devices, after a restart, until it ends', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const untilMs = made.clock.now() + HOUR_MS;
    await bob!.request('preferencesSet', {status: {text: '☕ back at 3', untilMs}});
    const seen = await ann!.next('presenceChanged', ({changes}) => changes.some(one => one.status === '☕ back at 3'));
    expect(seen.changes.find(({name}) => name === 'bob')).toMatchObject({state: 'online', statusUntilMs: untilMs});
    // Why one is away counts more, and what one said before is there again afterwards.
    await bob!.request('presenceSet', {state: 'away', status: 'lunch'});
    expect((await ann!.request('userShow', {name: 'bob'})).user).toMatchObject({state: 'away', status: 'lunch'});
    await bob!.request('presenceSet', {state: 'online', status: ''});
    await made.restart();
    const again = await made.open('bob', bob!.token);
    const other = await made.open('ann', ann!.token);
    expect(again.session.preferences?.status).toEqual({text: '☕ back at 3', untilMs});
    expect((await other.request('userShow', {name: 'bob'})).user).toMatchObject({status: '☕ back at 3'});
    made.clock.turn(HOUR_MS);
    const ended = await other.next('presenceChanged', ({changes}) =>
      changes.some(is('bob', {state: 'online', status: ''})),
    );
    expect(ended.changes.find(({name}) => name === 'bob')).not.toHaveProperty('statusUntilMs');
    await again.close();
    await other.next('presenceChanged', ({changes}) => changes.some(is('bob', {state: 'offline'})));
    expect((await other.request('userShow', {name: 'bob'})).user).toMatchObject({state: 'offline', status: ''});
    const long = {text: 'x'.repeat(FIXED_LIMITS.statusLengthMax + 1), untilMs: 0};
    expect(await other.codeOf('preferencesSet', {status: long})).toMatch(/^bad-request/);
    expect(await other.codeOf('preferencesSet', {status: {text: '', untilMs: 0}})).toMatch(/^bad-request/);
  });

  test('do not disturb is seen, and over by itself', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await bob!.request('preferencesSet', {quietUntilMs: made.clock.now() + HOUR_MS});
    await ann!.next('presenceChanged', ({changes}) => changes.some(is('bob', {state: 'busy'})));
    await bob!.request('idleSet', {isIdle: true});
    expect((await ann!.request('userShow', {name: 'bob'})).user.state).toBe('busy');
    made.clock.turn(HOUR_MS);
    await ann!.next('presenceChanged', ({changes}) => changes.some(is('bob', {state: 'idle'})));
  });
});

test('nobody is told of who is gone and back in a moment', async () => {
  const moment = handClock();
  const bobIs =
    (state: Change['state']) =>
    ({changes}: Payload<'presenceChanged'>): boolean =>
      changes.some(is('bob', {state}));
  const {people, open, hasOnline} = await world({ports: {coalesce: moment.after}});
  const [ann, bob] = await people('ann', 'bob');
  moment.turn(1_000);
  await ann!.next('presenceChanged', bobIs('online'));
  await bob!.close();
  await hasOnline(1);
  const back = await open('bob', bob!.token);
  await back.request('presenceSet', {state: 'away', status: ''});
  moment.turn(1_000);
  await ann!.next('presenceChanged', bobIs('away'));
  expect(ann!.told('presenceChanged').some(bobIs('offline'))).toBe(false);
});

test('a guest is told of the people of their rooms and conversations, and of nobody else', async () => {
  const made = await world();
  const [ann, bob, cid, dot, gus] = await made.people('ann', 'bob', 'cid', 'dot', 'gus');
  const {roomId} = await bob!.request('roomCreate', {name: 'shed', isPrivate: true});
  await bob!.request('roomInvite', {roomId, names: ['gus']});
  await gus!.request('roomJoin', {name: 'shed'});
  const direct = await gus!.request('directOpen', {name: 'cid'});
  await ann!.request('userRoleSet', {name: 'gus', role: 'guest'});
  const guest = await made.open('gus', gus!.token);
  expect(guest.session.rooms.map(({name}) => name)).toEqual(['shed', 'cid']);
  // Somebody outside first, so that they would have been told of before the others.
  await dot!.request('presenceSet', {state: 'away', status: 'elsewhere'});
  await ann!.next('presenceChanged', ({changes}) => changes.some(is('dot', {state: 'away'})));
  await bob!.request('presenceSet', {state: 'away', status: 'lunch'});
  await guest.next('presenceChanged', ({changes}) => changes.some(is('bob', {state: 'away', status: 'lunch'})));
  await cid!.request('presenceSet', {state: 'away', status: ''});
  await guest.next('presenceChanged', ({changes}) => changes.some(is('cid', {state: 'away'})));
  await bob!.close();
  await guest.next('presenceChanged', ({changes}) => changes.some(is('bob', {state: 'offline'})));
  const named = guest.told('presenceChanged').flatMap(({changes}) => changes.map(({name}) => name));
  expect(named.filter(name => name === 'ann' || name === 'dot')).toEqual([]);
  expect(direct.kind).toBe('direct');
});

test('a guest is told of friends, and of whom they have asked, with whom they share no room', async () => {
  const made = await world();
  const [ann, bob, cid, dot, gus] = await made.people('ann', 'bob', 'cid', 'dot', 'gus');
  await gus!.request('friendAdd', {name: 'bob'});
  await bob!.request('friendAdd', {name: 'gus', isAnswer: true});
  await gus!.request('friendAdd', {name: 'cid'});
  await ann!.request('friendAdd', {name: 'gus'});
  await dot!.request('friendAdd', {name: 'gus'});
  await gus!.request('friendRemove', {name: 'dot'});
  await ann!.request('userRoleSet', {name: 'gus', role: 'guest'});
  const guest = await made.open('gus', gus!.token);
  const known = (guest.session.contacts ?? []).map(({user, state}) => `${user.name} ${state} ${user.state}`);
  expect(known.toSorted()).toEqual(['ann asking online', 'bob friend online', 'cid asked online']);
  // Whom they have declined first, who would have been told of before the others.
  await dot!.request('presenceSet', {state: 'away', status: 'elsewhere'});
  await ann!.next('presenceChanged', ({changes}) => changes.some(is('dot', {state: 'away'})));
  for (const person of [ann!, cid!, bob!]) {
    await person.request('presenceSet', {state: 'away', status: 'lunch'});
    await guest.next('presenceChanged', ({changes}) => changes.some(is(person.name, {state: 'away', status: 'lunch'})));
  }
  await bob!.close();
  await guest.next('presenceChanged', ({changes}) => changes.some(is('bob', {state: 'offline'})));
  const named = guest.told('presenceChanged').flatMap(({changes}) => changes.map(({name}) => name));
  expect(named).not.toContain('dot');
});

test('typing is seen by who is in the room and wants to hear of them, and by nobody else', async () => {
  const made = await world();
  const [ann, bob, cid, dot] = await made.people('ann', 'bob', 'cid', 'dot');
  const watcher = async (person: typeof ann, isProgram = false) => {
    const device = await made.device({token: person!.token, capabilities: ['presence'], isProgram});
    await device.request('sessionOpen', {});
    return device;
  };
  const {roomId} = await ann!.request('roomCreate', {name: 'tea', isPrivate: true});
  await ann!.request('roomInvite', {roomId, names: ['bob', 'cid']});
  await bob!.request('roomJoin', {name: 'tea'});
  await cid!.request('roomJoin', {name: 'tea'});
  const [bobSees, cidSees, dotSees, annSees] = await Promise.all([bob, cid, dot, ann].map(one => watcher(one)));
  const bobReads = await watcher(bob, true);
  await cid!.request('personBlock', {name: 'ann', isBlocked: true});
  await ann!.request('typingSet', {roomId, isTyping: true});
  expect(await bobSees!.next('typingChanged')).toEqual({roomId, name: 'ann', isTyping: true});
  await ann!.request('typingSet', {roomId, isTyping: false});
  expect(await bobSees!.next('typingChanged')).toMatchObject({isTyping: false});
  // Whom one has blocked does not see it either.
  await cid!.request('typingSet', {roomId, isTyping: true});
  expect(await bobSees!.next('typingChanged')).toMatchObject({name: 'cid'});
  expect(await dot!.codeOf('typingSet', {roomId, isTyping: true})).toBe('not-in-room this room');
  expect(await dot!.codeOf('typingSet', {roomId: 999, isTyping: true})).toBe('not-in-room this room');
  await Promise.all([cidSees!, dotSees!, annSees!, bobReads, bob!].map(one => one.settle()));
  for (const one of [cidSees!, dotSees!, annSees!, bobReads, bob!]) expect(one.told('typingChanged')).toEqual([]);
  // Nothing of it is kept.
  const kinds = (await ann!.request('entryList', {roomId})).entries.map(({kind}) => kind);
  expect([...new Set(kinds)]).toEqual(['created', 'joined']);
  await ann!.request('roomArchive', {roomId, isArchived: true});
  const before = bobSees!.told('typingChanged').length;
  await ann!.request('typingSet', {roomId, isTyping: true});
  await bobSees!.settle();
  expect(bobSees!.told('typingChanged')).toHaveLength(before);
  const codes: string[] = [];
  for (let index = 0; index < 70; index++) codes.push(await ann!.codeOf('typingSet', {roomId, isTyping: true}));
  expect(codes.at(-1)).toMatch(/^too-many-requests/);
});
