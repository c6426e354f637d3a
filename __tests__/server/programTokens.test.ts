/** What a token for a program is told of rooms, people and preferences: what its rights need, in every answer and event. */
import {expect, test} from '@jest/globals';
import {DEFAULT_PREFERENCES} from '../../src/shared/preferences.ts';
import type {Person} from '../support/world.ts';
import {scene} from '../support/keys/programTokens.ts';

const peopleOf = ({session: {contacts = []}}: Person) => contacts.map(({user, state}) => `${user.name} ${state}`);
const peopleTold = (program: Person) =>
  program.told('contactChanged').map(({contact}) => `${contact.user.name} ${contact.state}`);
/** A room of which no more is told than what it is called. */
const called = (kind: string, name: string) => {
  const nothing = {topic: '', memberCount: 0, lastSeq: 0, readSeq: 0, unread: 0, mentions: 0};
  return {roomId: expect.any(Number), kind, name, ...nothing};
};
/** Preferences of which no more is told than the words that count as a mention, and what is muted. */
const words = (highlightWords: string[]) => {
  const own = {...DEFAULT_PREFERENCES, tellsTyping: false};
  return {...own, highlightWords, highlightsName: true, notifyRooms: 'none'};
};

test('one that reads is told what mentions its person and whom they have blocked, at its start and later', async () => {
  const {made, bob, garden, open} = await scene();
  await made.people('dot', 'eve');
  await bob.request('friendAdd', {name: 'ann'});
  await bob.request('personBlock', {name: 'eve', isBlocked: true});
  await bob.request('preferencesSet', {
    highlightWords: ['deploy'],
    highlightsName: true,
    directsFrom: 'friends',
    notifyRooms: 'none',
  });
  const [program, narrow] = [await open(['read', 'send']), await open(['read'], [garden])];
  for (const one of [program, narrow]) expect(one.session.preferences).toEqual(words(['deploy']));
  expect([peopleOf(program), peopleOf(narrow)]).toEqual([['eve blocked'], ['eve blocked']]);
  await bob.request('preferencesSet', {highlightWords: ['release'], status: {text: 'lunch', untilMs: 0}});
  for (const one of [program, narrow])
    expect(await one.next('preferencesChanged')).toEqual({preferences: words(['release'])});
  await bob.request('friendAdd', {name: 'dot'});
  await bob.request('personBlock', {name: 'dot', isBlocked: true});
  await bob.request('friendRemove', {name: 'ann'});
  await bob.request('personBlock', {name: 'eve', isBlocked: false});
  for (const one of [program, narrow]) await one.settle();
  expect([peopleTold(program), peopleTold(narrow)]).toEqual([
    ['dot blocked', 'eve none'],
    ['dot blocked', 'eve none'],
  ]);
});

test('one for people or settings hears of those, also where it may not read', async () => {
  const {bob, garden, open} = await scene();
  await bob.request('roomPreferencesSet', {roomId: garden, change: {notify: 'none'}});
  const [settings, people] = [await open(['settings']), await open(['people'])];
  expect(settings.session.rooms.find(({roomId}) => roomId === garden)).toEqual({
    ...called('public', 'garden'),
    mine: expect.objectContaining({notify: 'none'}),
    number: expect.any(Number),
  });
  expect(people.session.rooms.find(({roomId}) => roomId === garden)).toEqual(called('public', 'garden'));
  await bob.request('roomPreferencesSet', {roomId: garden, change: {notify: 'all'}});
  await bob.request('preferencesSet', {directsFrom: 'friends'});
  await bob.request('friendAdd', {name: 'ann'});
  expect(await settings.next('roomPreferencesChanged')).toMatchObject({roomId: garden, mine: {notify: 'all'}});
  expect(await settings.next('preferencesChanged')).toMatchObject({preferences: {directsFrom: 'friends'}});
  expect(await people.next('contactChanged')).toMatchObject({contact: {user: {name: 'ann'}, state: 'asked'}});
  for (const one of [settings, people]) await one.settle();
  expect([settings, people].map(one => one.events.length)).toEqual([2, 1]);
});

test('what a start does not tell of a room is told by no answer of a request either', async () => {
  const {made, ann, bob, garden, open} = await scene();
  await made.people('cid');
  const {seq} = await made.say(ann, garden, 'said to those who read');
  await bob.request('topicSet', {roomId: garden, topic: 'of the garden'});
  const [rooms, people, settings] = [await open(['rooms']), await open(['people']), await open(['settings'])];
  expect([
    await rooms.request('roomJoin', {name: 'garden'}),
    await rooms.request('roomCreate', {name: 'attic', isPrivate: true, topic: 'of the attic'}),
    await people.request('directOpen', {name: 'ann'}),
    await people.request('groupOpen', {names: ['ann', 'cid']}),
  ]).toEqual([
    called('public', 'garden'),
    expect.objectContaining({name: 'attic', topic: 'of the attic', memberCount: 1, myRole: 'owner'}),
    called('direct', 'ann'),
    called('group', 'ann,cid'),
  ]);
  // The answer has the first message of the thread.
  const thread = {roomId: garden, seq, isOn: true};
  expect(await settings.codeOf('followSet', thread)).toBe('token-right-missing read');
  const reading = await open(['read', 'rooms', 'settings']);
  expect(await reading.request('roomJoin', {name: 'garden'})).toMatchObject({topic: 'of the garden', memberCount: 2});
  expect(await reading.request('followSet', thread)).toMatchObject({text: 'said to those who read'});
});
