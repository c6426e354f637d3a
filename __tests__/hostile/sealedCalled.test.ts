/** Another room that is called as an encrypted one, and is not encrypted: nothing goes there until somebody has said so. */
import {describe, expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {listPlanned} from '../../src/client/actions/messages/planned.ts';
import {createRoom, openDirect, openGroup} from '../../src/client/actions/room.ts';
import {deleteRoom} from '../../src/client/actions/roomLifecycle.ts';
import {submit} from '../../src/client/input/submit.ts';
import type {Room} from '../../src/shared/model.ts';
import {again, enter, person, secretsOf} from '../client/support/sealedMembers.ts';
import {memberAgain, type Member} from '../client/support/member.ts';
import {world, type World} from '../support/world.ts';

const CODE = 'room-unsealed';
const HOUR_MS = 3_600_000;
const said = async (on: World, one: Member, roomId: number): Promise<string> =>
  JSON.stringify((await (await on.open(one.name, one.token)).request('entryList', {roomId})).entries);

/** Whatever is said is refused, in a shell verb and on the screen, with and without keys at hand. */
async function isRefused(on: World, one: Member, roomId: number): Promise<Member> {
  const raw = await on.open(one.name, one.token);
  const clientMsgId = on.newId();
  const {seq} = await raw.request('messageSend', {roomId, clientMsgId, kind: 'message', text: 'from elsewhere'});
  await one.client.close();
  const secretPlace = secretsOf(one.name);
  let last = one;
  for (const options of [{isHeadless: true, secretPlace}, {isHeadless: true}, {}, {secretPlace, encryptsNew: true}]) {
    last = await memberAgain(on.url, one, options);
    await last.sees('the room', state => state.roomById[roomId]);
    const {client} = last;
    const acts = [
      sendAndWait(client, roomId, {text: 'papaya'}),
      client.request('messageEdit', {roomId, seq, clientMsgId: on.newId(), text: 'papaya'}),
      client.request('topicSet', {roomId, topic: 'papaya'}),
    ];
    for (const act of acts) await expect(act).rejects.toMatchObject({code: CODE});
    const plan = {id: on.newId(), roomId, text: 'papaya', dueAtMs: on.clock.now() + HOUR_MS};
    await expect(client.request('plannedAdd', {...plan, kind: 'message'})).rejects.toMatchObject({code: CODE});
    // It goes to nobody else.
    await client.request('plannedAdd', {...plan, kind: 'reminder'});
    expect((await listPlanned(client)).map(({id}) => id)).toContain(plan.id);
    if (options.encryptsNew !== true) await client.close();
  }
  enter(last, roomId);
  await last.sees('why', () => last.room(roomId).lock?.problem?.code === CODE);
  expect(await said(on, one, roomId)).not.toContain('papaya');
  return last;
}

/** Says once that it is another one. */
async function saysSo(one: Member, roomId: number): Promise<void> {
  expect(await submit(one.client, '/encryption again')).toMatchObject({kind: 'refused', code: CODE});
  const asked = await submit(one.client, '/encryption accept');
  if (asked?.kind !== 'choose') throw new Error('nothing is asked');
  await asked.choices[0]?.take(one.client);
  expect(one.room(roomId).lock).toMatchObject({kind: 'absent'});
  expect(one.room(roomId).lock?.problem).toBeUndefined();
}

/** Says so, and writes there. */
async function accepts(on: World, one: Member, roomId: number): Promise<void> {
  await saysSo(one, roomId);
  await sendAndWait(one.client, roomId, {text: 'a mango'});
  await one.client.close();
  const verb = await memberAgain(on.url, one, {isHeadless: true});
  await verb.sees('the room', state => state.roomById[roomId]);
  await sendAndWait(verb.client, roomId, {text: 'a kumquat'});
  expect(await said(on, one, roomId)).toMatch(/a mango.*a kumquat/);
}

describe('B34 a room in the clear that is called as an encrypted one', () => {
  test('a private room: refused until somebody says that it is another one, and so is the next one', async () => {
    const on = await world();
    const alice = await person(on, 'alice');
    const {roomId: first} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
    await sendAndWait(alice.client, first, {text: 'for those in here'});
    await deleteRoom(alice.client, {roomId: first, name: 'garden'});
    const raw = await on.open('alice', alice.token);
    const {roomId} = await raw.request('roomCreate', {name: 'garden', isPrivate: true});
    const now = await isRefused(on, alice, roomId);
    await accepts(on, now, roomId);
    await raw.request('roomDelete', {roomId, name: 'garden'});
    const next = await raw.request('roomCreate', {name: 'garden', isPrivate: true});
    const later = await isRefused(on, now, next.roomId);
    // Or it is encrypted like the one before.
    expect(await submit(later.client, '/encrypt')).toMatchObject({kind: 'told'});
    await sendAndWait(later.client, next.roomId, {text: 'a pomelo'});
    expect(await said(on, later, next.roomId)).not.toContain('a pomelo');
  });

  test('two of them: each is accepted for itself, also for a program of the person that is open already', async () => {
    const on = await world();
    const before = await person(on, 'alice');
    const {roomId: first} = await createRoom(before.client, {name: 'garden', isPrivate: true});
    await sendAndWait(before.client, first, {text: 'for those in here'});
    await deleteRoom(before.client, {roomId: first, name: 'garden'});
    const raw = await on.open('alice', before.token);
    const rooms: number[] = [];
    for (const name of ['garden', 'meadow'])
      rooms.push((await raw.request('roomCreate', {name, isPrivate: true})).roomId);
    const alice = await again(on, before, database => {
      database.prepare("UPDATE rooms SET name = 'garden' WHERE name = 'meadow'").run();
    });
    const verb = await memberAgain(on.url, alice, {isHeadless: true});
    for (const roomId of rooms) {
      await verb.sees('the room', state => state.roomById[roomId]);
      await expect(sendAndWait(verb.client, roomId, {text: 'papaya'})).rejects.toMatchObject({code: CODE});
      expect(alice.room(roomId).room).toMatchObject({name: 'garden'});
      enter(alice, roomId);
      await alice.sees('why', () => alice.room(roomId).lock?.problem?.code === CODE);
      await saysSo(alice, roomId);
    }
    for (const roomId of rooms) {
      for (const [one, text] of [
        [alice, 'a mango'],
        [verb, 'a kumquat'],
      ] as const)
        await sendAndWait(one.client, roomId, {text});
      expect(await said(on, alice, roomId)).toMatch(/a mango.*a kumquat/);
      expect(await said(on, alice, roomId)).not.toContain('papaya');
    }
  });

  test('a conversation of several, and of two as if it were one of several, or as if nobody were in it', async () => {
    const on = await world();
    const [alice] = [await person(on, 'alice'), await person(on, 'bob'), await person(on, 'carol')];
    const group = await openGroup(alice.client, ['bob', 'carol']);
    await alice.client.parts.keys.encrypt(group.roomId);
    await sendAndWait(alice.client, group.roomId, {text: 'for us'});
    const two = await openDirect(alice.client, 'bob');
    await sendAndWait(alice.client, two.roomId, {text: 'for you'});
    const {partner, conv: _conv, ...plain} = alice.room(two.roomId).room;
    if (partner === undefined) throw new Error('nobody is there');
    const lies: [Partial<Room>, string][] = [
      [{kind: 'group', people: [partner]}, CODE],
      [{kind: 'group', people: [partner], name: 'others'}, CODE],
      [{kind: 'group', people: []}, CODE],
      [{}, 'chain-forked'],
      [{partner}, 'chain-forked'],
    ];
    for (const [at, [lie, code]] of lies.entries()) {
      const roomId = 900 + at;
      alice.client.dispatch({type: 'roomOpened', room: {...plain, ...lie, roomId}});
      await expect(sendAndWait(alice.client, roomId, {text: 'papaya'})).rejects.toMatchObject({code});
    }

    const later = await again(on, alice, database => {
      database.prepare('DELETE FROM groups WHERE room_id = ?').run(group.roomId);
      database.prepare('DELETE FROM members WHERE room_id = ?').run(group.roomId);
    });
    const raw = await on.open('alice', alice.token);
    const {roomId} = await raw.request('groupOpen', {names: ['bob', 'carol']});
    expect(roomId).not.toBe(group.roomId);
    await accepts(on, await isRefused(on, later, roomId), roomId);
  });
});
