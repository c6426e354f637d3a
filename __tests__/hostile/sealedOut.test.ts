/** Members who say that the server has taken others out of an encrypted conversation, which it has not; and those who are out. */
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {createRoom, invite, joinRoom, openGroup} from '../../src/client/actions/room.ts';
import {signGrant} from '../../src/shared/sealed/consent.ts';
import {readStatement, signStatement} from '../../src/shared/sealed/statement.ts';
import type {Member} from '../client/support/member.ts';
import {approvedElsewhere, enter, entriesOf, person, withoutOthers} from '../client/support/sealedMembers.ts';
import {world, type World} from '../support/world.ts';

/** Alice keeps a room in which bob and carol are, and is in a group with them. */
async function roomAndGroup(on: World) {
  const [alice, bob, carol] = [await person(on, 'alice'), await person(on, 'bob'), await person(on, 'carol')];
  const {roomId: room} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
  await invite(alice.client, room, ['bob', 'carol']);
  const {roomId: group} = await openGroup(alice.client, ['bob', 'carol']);
  await alice.client.parts.keys.encrypt(group);
  for (const one of [bob, carol]) await joinRoom(one.client, 'garden');
  for (const roomId of [room, group]) {
    await sendAndWait(alice.client, roomId, {text: 'hello'});
    for (const one of [alice, bob, carol]) await reads(one, roomId, 'hello');
  }
  return {alice, bob, carol, room, group};
}

async function reads(one: Member, roomId: number, text: string): Promise<void> {
  await one.sees('the conversation', state => state.roomById[roomId]);
  enter(one, roomId);
  await one.sees(text, () => one.texts(roomId).includes(text));
}

const lastOf = async (one: Member, roomId: number) => {
  const {conversations} = await one.client.parts.keys.session();
  return (await conversations.refresh(roomId))!.epochs.at(-1)!.statement;
};
const membersOf = async (one: Member, roomId: number) =>
  (await lastOf(one, roomId)).members.map(({name}) => name).toSorted();

describe('B34 a member takes all others out by the word of the server', () => {
  test('of a room or a group: the server has them all, and refuses it', async () => {
    const on = await world();
    const {alice, bob, room, group} = await roomAndGroup(on);
    const raw = await on.open('bob', bob.token);
    for (const roomId of [room, group]) {
      const {request} = await withoutOthers(bob, roomId, {isSaid: true});
      expect(await raw.codeOf('epochAdd', request)).toBe('epoch-taken @alice @carol');
      expect(await membersOf(alice, roomId)).toEqual(['alice', 'bob', 'carol']);
      await sendAndWait(alice.client, roomId, {text: 'still here'});
      await reads(bob, roomId, 'still here');
    }
    expect((await lastOf(bob, room)).keepers).toEqual(['alice']);
  });

  test('and a server takes it: whoever sees that those are there, and never went, writes nothing', async () => {
    const on = await world();
    const {alice, bob, carol, room, group} = await roomAndGroup(on);
    const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
    for (const roomId of [room, group]) {
      const {n, statement} = await withoutOthers(bob, roomId, {isSaid: true});
      database.prepare('INSERT INTO epochs VALUES (?, ?, ?, ?)').run(roomId, n, 999, statement);
      for (const one of [alice, carol]) {
        expect((await one.client.parts.keys.lookAgain(roomId))?.code).toBe('statement-refused');
        await expect(sendAndWait(one.client, roomId, {text: 'not said'})).rejects.toMatchObject({
          code: 'statement-refused',
        });
      }
      database.prepare('DELETE FROM epochs WHERE room_id = ? AND n = ?').run(roomId, n);
      expect(await alice.client.parts.keys.lookAgain(roomId)).toBeUndefined();
    }
    database.close();
  });

  test('and they were let in again: what an older server took before stops nobody', async () => {
    const on = await world();
    const {alice, bob, room} = await roomAndGroup(on);
    const {own, conversations} = await bob.client.parts.keys.session();
    const last = await lastOf(bob, room);
    const {n, statement} = await withoutOthers(bob, room, {isSaid: true});
    const {hash: prev, conv} = readStatement(statement);
    const others = last.members.filter(({name}) => name !== 'bob');
    const grants = others.map(({name, root}) =>
      signGrant({conv, prev, name, root, historyFrom: n + 1, signer: own.dev}, own.signKey),
    );
    const next = {...last, n: n + 1, prev, keepers: ['bob'], grants, leaves: [], serverLeft: [], signer: own.dev};
    const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
    const put = database.prepare('INSERT INTO epochs VALUES (?, ?, ?, ?)');
    put.run(room, n, 998, statement);
    put.run(room, n + 1, 999, signStatement(next, own.signKey));
    database.close();
    expect(await alice.client.parts.keys.lookAgain(room)).toBeUndefined();
    expect((await conversations.refresh(room))?.epochs).toHaveLength(n + 2);
    expect(await membersOf(alice, room)).toEqual(['alice', 'bob', 'carol']);
  });
});

describe('B34 who is out by the word of the server', () => {
  test('and in again since, is out until somebody lets them in, also for a device that comes later', async () => {
    const on = await world();
    const {alice, bob, carol, room} = await roomAndGroup(on);
    // No client of alice signs that.
    const raw = await on.open('alice', alice.token);
    await raw.request('memberRemove', {roomId: room, name: 'carol', reason: ''});
    await raw.request('roomInvite', {roomId: room, names: ['carol']});
    const hers = await on.open('carol', carol.token);
    await hers.request('roomJoin', {name: 'garden'});
    const kinds = () => entriesOf(bob, room).map(({kind}) => kind);
    await bob.sees('that she is back', () => kinds().includes('memberRemoved') && kinds().at(-1) === 'joined');
    await sendAndWait(bob.client, room, {text: 'without carol'});
    expect(await lastOf(bob, room)).toMatchObject({serverLeft: ['carol'], keepers: ['alice']});
    await reads(alice, room, 'without carol');
    await carol.sees('the room', state => state.roomById[room]);
    await expect(sendAndWait(carol.client, room, {text: 'let me in'})).rejects.toMatchObject({code: 'not-let-in'});
    await alice.client.parts.keys.encrypt(room);
    await sendAndWait(carol.client, room, {text: 'back again'});
    await reads(bob, room, 'back again');
    const {first, other: laptop, state} = await approvedElsewhere(on, bob, 'laptop');
    await first.conversations.shareWith(state);
    for (const text of ['hello', 'without carol', 'back again']) await reads(laptop, room, text);
    expect(laptop.room(room).lock?.problem).toBeUndefined();
  });

  test('as a server had it that a backup was put back on, is in again with the next message', async () => {
    const on = await world();
    const {bob, room} = await roomAndGroup(on);
    // What it has said since the backup is not there any more.
    (await bob.client.parts.keys.session()).conversations.left(room, 'carol', bob.room(room).room.lastSeq);
    await sendAndWait(bob.client, room, {text: 'to all'});
    expect(await membersOf(bob, room)).toEqual(['alice', 'bob', 'carol']);
  });
});
