/** Who follows which threads, and what is unread in them, over real connections. */
import {expect, test} from '@jest/globals';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import {read, room} from '../support/changing.ts';
import type {Person} from '../support/world.ts';

const listOf = async (person: Person) => (await person.request('followList', {})).threads;

test('who writes, began it or is mentioned follows a thread; answers are unread until read there or in the room', async () => {
  const made = await room();
  const {ann, bob, cid, roomId, say, deed} = made;
  const seq = await say(ann, 'where shall we eat?');
  await read(made, ann);
  await read(made, cid);
  const first = await say(bob, 'at the corner', {threadOf: seq});
  const told = await ann.next('threadChanged');
  expect(told.thread).toMatchObject({roomId, seq, isFollowed: true, unread: [first], sender: 'ann'});
  expect(await listOf(bob)).toMatchObject([{seq, unread: [], readSeq: first, lastSeq: first}]);
  expect(await listOf(cid)).toEqual([]);
  const second = await say(ann, 'and @cid?', {threadOf: first});
  expect(await listOf(ann)).toMatchObject([{unread: [], readSeq: second}]);
  expect(await listOf(bob)).toMatchObject([{unread: [second]}]);
  expect(await listOf(cid)).toMatchObject([{unread: [second], text: 'where shall we eat?'}]);
  // Read in the thread on one device: known to the other, forward only.
  const phone = await bob.another();
  await bob.request('threadRead', {roomId, seq, readSeq: second});
  const heard = await phone.next('threadChanged', ({thread}) => thread.readSeq === second);
  expect(heard.thread.unread).toEqual([]);
  await bob.request('threadRead', {roomId, seq, readSeq: 1});
  expect(await listOf(bob)).toMatchObject([{readSeq: second}]);
  // Read in the room.
  await read(made, cid);
  expect(await listOf(cid)).toMatchObject([{unread: []}]);
  // What was deleted is not unread; it is about the others that one hears.
  const third = await say(bob, 'never mind', {threadOf: seq});
  await bob.request('messageDelete', deed(third));
  expect(await listOf(cid)).toMatchObject([{unread: []}]);
  // One who stops is not made to follow again by others, only by writing.
  await cid.request('followSet', {roomId, seq, isOn: false});
  await say(bob, '@cid come', {threadOf: seq});
  expect(await listOf(cid)).toEqual([]);
  await say(cid, 'I do', {threadOf: seq});
  expect(await listOf(cid)).toHaveLength(1);
  // Those with something unread first; the rest by the newest answer. It is kept.
  const other = await say(bob, 'something else');
  await cid.request('followSet', {roomId, seq: other, isOn: true});
  const fourth = await say(bob, 'on that', {threadOf: other});
  await made.restart();
  const back = await made.open('cid', cid.token);
  expect((await listOf(back)).map(one => [one.seq, one.unread])).toEqual([
    [other, [fourth]],
    [seq, []],
  ]);
  // A thread outlives its first message, of which nothing is told.
  await (await made.open('bob', bob.token)).request('messageDelete', deed(other));
  expect((await listOf(back)).find(one => one.seq === other)).toMatchObject({text: ''});
});

test('answers of somebody blocked are not unread', async () => {
  const {ann, bob, cid, say} = await room();
  const seq = await say(ann, 'where shall we eat?');
  await say(bob, 'nowhere', {threadOf: seq});
  const heard = await say(cid, 'here', {threadOf: seq});
  await ann.request('personBlock', {name: 'bob', isBlocked: true});
  expect(await listOf(ann)).toMatchObject([{seq, unread: [heard]}]);
});

test('rooms that one may not see have no threads, and nobody follows without end', async () => {
  const {ann, bob, roomId, say, newId} = await room();
  const {roomId: hidden} = await ann.request('roomCreate', {name: 'hidden', isPrivate: true});
  const codes = async (place: {roomId: number; seq: number}) => [
    await bob.codeOf('followSet', {...place, isOn: true}),
    await bob.codeOf('followSet', {...place, isOn: false}),
    await bob.codeOf('threadRead', {...place, readSeq: 1}),
    await bob.codeOf('threadList', place),
  ];
  expect(await codes({roomId: hidden, seq: 1})).toEqual(await codes({roomId: 9_999, seq: 1}));
  expect(await bob.codeOf('followSet', {roomId, seq: 9_999, isOn: true})).toBe('message-not-found');
  expect(await bob.codeOf('followSet', {roomId, seq: 1, isOn: true})).toBe('message-unchangeable');
  // Who is removed sees nothing more of it.
  await ann.request('roomInvite', {roomId: hidden, names: ['bob']});
  await bob.request('roomJoin', {name: 'hidden'});
  const told = {roomId: hidden, clientMsgId: newId(), kind: 'message' as const, text: 'plan'};
  const {seq} = await ann.request('messageSend', told);
  await bob.request('followSet', {roomId: hidden, seq, isOn: true});
  expect(await listOf(bob)).toHaveLength(1);
  await bob.request('roomLeave', {roomId: hidden});
  expect(await listOf(bob)).toEqual([]);
  const seqs = await Promise.all(Array.from({length: FIXED_LIMITS.followsMax + 5}, (_, at) => say(ann, `${at}`)));
  for (const one of seqs) {
    await bob.request('followSet', {roomId, seq: one, isOn: true});
  }
  expect((await listOf(bob)).length).toBeLessThanOrEqual(FIXED_LIMITS.followsMax);
});
