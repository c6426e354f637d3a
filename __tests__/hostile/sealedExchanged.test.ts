/** A server that shows an encrypted conversation under the name of somebody who is not in it: nothing is said there. */
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect, openGroup} from '../../src/client/actions/room.ts';
import type {Room} from '../../src/shared/model.ts';
import {groupName} from '../../src/shared/words/groupName.ts';
import {again, enter, person} from '../client/support/sealedMembers.ts';
import type {Member} from '../client/support/member.ts';
import {world, type World} from '../support/world.ts';

/** Whose conversation it is, as the server has it from now on. */
function giveTo(database: DatabaseSync, roomId: number, names: readonly [string, string]): void {
  const find = database.prepare('SELECT user_id FROM accounts WHERE name = ?');
  const ids = names.map(name => Number(find.get(name)?.['user_id'])).toSorted((one, other) => one - other);
  database.prepare('DELETE FROM directs WHERE room_id = ?').run(roomId);
  database.prepare('INSERT INTO directs VALUES (?, ?, ?)').run(...(ids as [number, number]), roomId);
}

const entriesIn = (on: World, roomId: number): number => {
  const database = new DatabaseSync(join(on.dataDir, 'chat.db'), {readOnly: true});
  try {
    const row = database.prepare('SELECT count(*) AS count FROM entries WHERE room_id = ?').get(roomId);
    return Number(row?.['count']);
  } finally {
    database.close();
  }
};

async function isStopped(on: World, one: Member, roomId: number): Promise<void> {
  enter(one, roomId);
  await one.sees('that it is stopped', () => one.room(roomId).lock?.problem?.code === 'statement-refused');
  expect(one.room(roomId).lock?.isVerified).toBe(false);
  const before = entriesIn(on, roomId);
  await expect(sendAndWait(one.client, roomId, {text: 'papaya'})).rejects.toMatchObject({code: 'statement-refused'});
  expect(entriesIn(on, roomId)).toBe(before);
  await expect(one.client.parts.keys.lookAgain(roomId)).resolves.toMatchObject({code: 'statement-refused'});
}

describe('B34 a conversation under another name', () => {
  test('two conversations whose people are exchanged: nothing goes to either, before and after a restart', async () => {
    const on = await world();
    const alice = await person(on, 'alice');
    for (const name of ['bob', 'mallory', 'carol']) await person(on, name);
    const ids = new Map<string, number>();
    for (const name of ['bob', 'mallory']) {
      const {roomId} = await openDirect(alice.client, name);
      ids.set(name, roomId);
      await sendAndWait(alice.client, roomId, {text: `for ${name}`});
    }
    const [ofBob, ofMallory] = [ids.get('bob') ?? 0, ids.get('mallory') ?? 0];
    const {accounts} = await alice.client.parts.keys.session();
    accounts.setVerified('mallory', accounts.known('mallory').at(-1)?.root);
    const [bobs, mallorys] = [alice.room(ofBob).room, alice.room(ofMallory).room];
    const tell = (room: Room) => alice.client.dispatch({type: 'roomOpened', room});
    const {name, partner} = bobs;
    tell({...mallorys, name, ...(partner && {partner})});
    tell({...bobs, name: 'mallory', ...(mallorys.partner && {partner: mallorys.partner})});
    for (const roomId of [ofMallory, ofBob]) await isStopped(on, alice, roomId);
    // The name alone, and a room of another kind.
    tell({...mallorys, name});
    await isStopped(on, alice, ofMallory);
    const {partner: _partner, ...mallorysOnly} = mallorys;
    tell({...mallorysOnly, kind: 'private', name: 'garden'});
    await isStopped(on, alice, ofMallory);
    tell(mallorys);
    expect(await alice.client.parts.keys.lookAgain(ofMallory)).toBeUndefined();
    await sendAndWait(alice.client, ofMallory, {text: 'for mallory again'});

    const later = await again(on, alice, database => {
      for (const roomId of [ofBob, ofMallory]) database.prepare('DELETE FROM directs WHERE room_id = ?').run(roomId);
      giveTo(database, ofMallory, ['alice', 'bob']);
      giveTo(database, ofBob, ['alice', 'mallory']);
    });
    expect(later.room(ofMallory).room).toMatchObject({name: 'bob', partner: {name: 'bob'}});
    for (const roomId of [ofMallory, ofBob]) await isStopped(on, later, roomId);
  });

  test('a conversation that somebody else has begun, shown as one with a person whom one knows', async () => {
    const on = await world();
    const alice = await person(on, 'alice');
    await person(on, 'bob');
    const mallory = await person(on, 'mallory');
    await alice.client.close();
    const {roomId} = await openDirect(mallory.client, 'alice');
    await sendAndWait(mallory.client, roomId, {text: 'a first word'});
    const later = await again(on, alice, database => giveTo(database, roomId, ['alice', 'bob']));
    expect(later.room(roomId).room).toMatchObject({name: 'bob', partner: {name: 'bob'}});
    await isStopped(on, later, roomId);
    // Nothing of it is kept.
    expect((await later.client.parts.keys.session()).store.rows.labels()).toEqual([]);
  });

  test('a group with somebody in it whom the server does not name, or under the name of somebody else', async () => {
    const on = await world();
    const alice = await person(on, 'alice');
    for (const name of ['bob', 'carol', 'mallory']) await person(on, name);
    const {roomId} = await openGroup(alice.client, ['bob', 'carol', 'mallory']);
    await alice.client.parts.keys.encrypt(roomId);
    await sendAndWait(alice.client, roomId, {text: 'for all of us'});
    const {room} = alice.room(roomId);
    const people = room.people?.filter(one => one.name !== 'mallory') ?? [];
    alice.client.dispatch({type: 'roomOpened', room: {...room, name: 'bob,carol', people}});
    await isStopped(on, alice, roomId);
    alice.client.dispatch({type: 'roomOpened', room: {...room, name: 'bob'}});
    await isStopped(on, alice, roomId);
    // One who is gone stands for no more than one.
    const [gone, ...others] = room.people ?? [];
    if (gone === undefined) throw new Error('nobody is there');
    const former = {...gone, name: 'former-member-9'};
    const left = [former, ...others.filter(one => one.name === 'mallory')];
    const name = groupName(left.map(one => one.name));
    alice.client.dispatch({type: 'roomOpened', room: {...room, name, people: left}});
    await isStopped(on, alice, roomId);
    alice.client.dispatch({type: 'roomOpened', room});
    expect(await alice.client.parts.keys.lookAgain(roomId)).toBeUndefined();
    await sendAndWait(alice.client, roomId, {text: 'for all of us again'});
    expect(alice.room(roomId).lock?.problem).toBeUndefined();
  });

  test('somebody who is shown as a former member, and is there: reads nothing more of a group, nor of two', async () => {
    const on = await world();
    const alice = await person(on, 'alice');
    for (const name of ['bob', 'mallory']) await person(on, name);
    const {roomId: group} = await openGroup(alice.client, ['bob', 'mallory']);
    await alice.client.parts.keys.encrypt(group);
    await sendAndWait(alice.client, group, {text: 'for the three of us'});
    const {roomId: two} = await openDirect(alice.client, 'mallory');
    await sendAndWait(alice.client, two, {text: 'for mallory'});
    const later = await again(on, alice, database => {
      database.prepare("UPDATE accounts SET name = 'former-member-99' WHERE name = 'mallory'").run();
    });
    expect(later.room(two).room).toMatchObject({name: 'former-member-99'});
    const before = entriesIn(on, two);
    await expect(sendAndWait(later.client, two, {text: 'papaya'})).rejects.toMatchObject({code: 'user-not-found'});
    expect(entriesIn(on, two)).toBe(before);
    await sendAndWait(later.client, group, {text: 'for the two of us'});
    const {conversations} = await later.client.parts.keys.session();
    const {statement} = conversations.known(group)!.epochs.at(-1)!;
    expect(statement.members.map(({name}) => name).toSorted()).toEqual(['alice', 'bob']);
  });
});
