/**
 * A server, and members, that lie about an encrypted room with a name: whom nobody let in reads nothing, what was changed in any
 * bit is not shown, and what shows otherwise than before has a way on.
 */
import {describe, expect, test} from '@jest/globals';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {createRoom, invite, joinRoom, openGroup} from '../../src/client/actions/room.ts';
import {deleteRoom} from '../../src/client/actions/roomLifecycle.ts';
import {recoveryIdOf} from '../../src/shared/sealed/accountChain.ts';
import {restore} from '../../src/client/encryption/devices/recovery.ts';
import {toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {elsewhere, enter, entriesOf, person, withoutOthers} from '../client/support/sealedMembers.ts';
import {throughGates} from '../client/support/heldRequests.ts';
import type {Member} from '../client/support/member.ts';
import {world, type World} from '../support/world.ts';

async function room(on: World) {
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
  await invite(alice.client, roomId, ['bob']);
  await joinRoom(bob.client, 'garden');
  for (const one of [alice, bob]) enter(one, roomId);
  const {seq} = await sendAndWait(alice.client, roomId, {text: 'hello'});
  await bob.sees('it', () => bob.texts(roomId).includes('hello'));
  return {alice, bob, roomId, seq};
}

const open = async (one: Member) => one.client.parts.keys.session();

describe('B33 what a server shows of a sealed entry', () => {
  test('1,000 bit flips, and every length to which it is cut, show nothing', async () => {
    const on = await world();
    const {alice, bob, roomId} = await room(on);
    const raw = await on.open('bob', bob.token);
    const said = (await raw.request('entryList', {roomId})).entries.findLast(({kind}) => kind === 'sealed');
    if (said?.kind !== 'sealed') throw new Error('nothing was sealed');
    const bytes = Buffer.from(said.text, 'base64url');
    const flips = Array.from({length: 1_000}, (_, at) => {
      const bit = Math.floor((at * bytes.length * 8) / 1_000);
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return changed;
    });
    const cuts = Array.from({length: bytes.length}, (_, length) => bytes.subarray(0, length));
    const {reading} = await open(bob);
    const first = bob.room(roomId).room.lastSeq + 1;
    const lies = [...flips, ...cuts].map((one, at) => ({...said, seq: first + at, text: toText(one)}));
    const shown = await reading.open(roomId, lies);
    expect(shown).toHaveLength(1_000 + bytes.length);
    expect(shown.filter(entry => entry.kind !== 'sealed' || entry.text !== '' || entry.failure === undefined)).toEqual(
      [],
    );
    // Nothing of it stops who reads, and what is said goes on.
    expect(bob.room(roomId).lock?.problem).toBeUndefined();
    await sendAndWait(alice.client, roomId, {text: 'all well'});
    await bob.sees('what is said then', () => bob.texts(roomId).includes('all well'));
  });
});

describe('B34 a server that lies about who is in a room', () => {
  test('a ghost member reads nothing and is named; an epoch that is forked, or made by who keeps nothing, stops', async () => {
    const on = await world();
    const {alice, bob, roomId} = await room(on);
    const mallory = await person(on, 'mallory');
    const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
    const {user_id: userId} = database.prepare("SELECT user_id FROM accounts WHERE name = 'mallory'").get()!;
    database
      .prepare(
        `INSERT INTO members (room_id, user_id, name, read_seq, number, role) VALUES (?, ?, 'mallory', 0, 99, 'owner')`,
      )
      .run(roomId, userId as number);
    await sendAndWait(alice.client, roomId, {text: 'among us'});
    await bob.sees('it', () => bob.texts(roomId).includes('among us'));
    expect(await alice.client.parts.keys.membersNotLetIn(roomId)).toEqual(['mallory']);
    const hers = await open(mallory);
    const ghost = await on.open('mallory', mallory.token);
    const seen = await hers.reading.open(roomId, (await ghost.request('entryList', {roomId})).entries);
    expect(JSON.stringify(seen)).not.toMatch(/hello|among us/);

    // Bob removes alice, whom he may not, with a good signature: the server would take it, and nobody else.
    const {n, statement} = await withoutOthers(bob, roomId);
    const raw = await on.open('bob', bob.token);
    expect(await raw.codeOf('epochAdd', {roomId, statement: toText(statement), boxes: []})).toMatch(/^not-genuine/);
    database.prepare('INSERT INTO epochs VALUES (?, ?, ?, ?)').run(roomId, n, 999, statement);
    await alice.client.parts.keys.lookAgain(roomId);
    expect(alice.room(roomId).lock?.problem?.code).toBe('statement-refused');
    await expect(sendAndWait(alice.client, roomId, {text: 'not said'})).rejects.toMatchObject({
      code: 'statement-refused',
    });
    // The way on: what the server shows verifies again.
    database.prepare('DELETE FROM epochs WHERE room_id = ? AND n = ?').run(roomId, n);
    database.close();
    expect(await alice.client.parts.keys.lookAgain(roomId)).toBeUndefined();
    await sendAndWait(alice.client, roomId, {text: 'said again'});
    await bob.sees('it', () => bob.texts(roomId).includes('said again'));
  });

  test('a history that was seen otherwise stops, and goes on once a person takes it', async () => {
    const on = await world();
    const {alice, bob, roomId, seq} = await room(on);
    const his = await open(bob);
    const raw = await on.open('bob', bob.token);
    const {seq: next} = await sendAndWait(alice.client, roomId, {text: 'second'});
    await bob.sees('it', () => bob.texts(roomId).includes('second'));
    const [first, second] = (await raw.request('entryShow', {roomId, seqs: [seq, next]})).entries;
    await his.reading.open(roomId, [{...second!, seq}]);
    await bob.sees('that it differs', () => bob.room(roomId).lock?.problem?.code === 'history-differs');
    await expect(sendAndWait(bob.client, roomId, {text: 'not said'})).rejects.toMatchObject({code: 'history-differs'});
    await bob.client.parts.keys.accept(roomId);
    expect(bob.room(roomId).lock?.problem).toBeUndefined();
    await sendAndWait(bob.client, roomId, {text: 'said again'});
    expect((await his.reading.open(roomId, [first!]))[0]).toMatchObject({kind: 'message', text: 'hello'});
  });
});

describe('B34 a server that calls somebody who is there a former member', () => {
  test('shows nothing of what they say as said by one, in a room with a name', async () => {
    const on = await world();
    const {alice, bob, roomId} = await room(on);
    await sendAndWait(bob.client, roomId, {text: 'by bob'});
    const raw = await on.open('alice', alice.token);
    const said = (await raw.request('entryList', {roomId})).entries.findLast(({sender}) => sender === 'bob');
    if (said?.kind !== 'sealed') throw new Error('nothing was sealed');
    const {reading} = await open(alice);
    expect(await reading.open(roomId, [said])).toMatchObject([{kind: 'message', text: 'by bob', sender: 'bob'}]);
    expect(await reading.open(roomId, [{...said, sender: 'former-member-9'}])).toMatchObject([
      {kind: 'sealed', text: '', failure: 'sender'},
    ]);
  });

  test('and shows what somebody has said whose account was deleted', async () => {
    const on = await world();
    const {alice, bob, roomId} = await room(on);
    await sendAndWait(bob.client, roomId, {text: 'by bob'});
    await bob.client.close();
    await on.server.runConsole('delete-account @bob');
    const raw = await on.open('alice', alice.token);
    const {entries} = await raw.request('entryList', {roomId});
    const {reading} = await open(alice);
    const asked: string[] = [];
    throughGates(alice, {up: async name => void asked.push(name)});
    const shown = await reading.open(roomId, entries);
    // Once for all pages.
    await reading.open(roomId, entries);
    expect(asked.filter(name => name === 'memberList')).toHaveLength(1);
    expect(shown.find(entry => entry.kind === 'message' && entry.text === 'by bob')?.sender).toMatch(/^former-member-/);
  });
});

describe('B33 a member, a device, and a phrase', () => {
  test('who takes back others’ words is not heard; a key that comes later opens what is shown; guesses ask nobody', async () => {
    const on = await world();
    const {alice, bob, roomId, seq} = await room(on);
    const clientMsgId = bob.client.options.newId();
    await bob.client.request('messageDelete', {roomId, seq, clientMsgId});
    await alice.sees('that it was not his to do', () =>
      entriesOf(alice, roomId).some(entry => entry.kind === 'sealed' && entry.failure === 'not-allowed'),
    );
    expect(alice.texts(roomId)).toContain('hello');

    const laptop = await elsewhere(on, bob, 'laptop');
    enter(laptop, roomId);
    await laptop.sees('what it cannot read', () => entriesOf(laptop, roomId).some(({kind}) => kind === 'sealed'));
    await laptop.client.parts.keys.pairing.ask();
    await bob.sees('that it asks', () => bob.notices().some(text => text.includes('asks to be approved')));
    await bob.client.parts.keys.pairing.approve();
    await laptop.sees('seven words', () => laptop.notices().some(text => text.startsWith('Seven words')));
    await bob.sees('seven words', () => bob.notices().some(text => text.startsWith('Seven words')));
    await laptop.client.parts.keys.pairing.confirm(true);
    await bob.client.parts.keys.pairing.confirm(true);
    await laptop.sees('it in its place, without another start', () => laptop.texts(roomId).includes('hello'));

    // A phrase that is wrong is known here: no guess can be tried on the server.
    const theirs = await open(laptop);
    const before = theirs.accounts.known('bob').length;
    for (const typed of [`${'abandon '.repeat(11)}about`, `${'zoo '.repeat(11)}wrong`])
      await expect(restore(laptop.client, theirs, {typed, keepsOthers: true})).rejects.toMatchObject({
        code: 'phrase-wrong',
      });
    expect(await theirs.accounts.refresh('bob')).toHaveLength(before);
    // What it opens is given to nobody else, and to its owner so often a minute.
    const to = recoveryIdOf(theirs.accounts.known('bob').at(-1)!.recovery);
    await expect(alice.client.request('boxList', {to})).rejects.toMatchObject({code: 'device-unknown'});
    const asked = await Promise.allSettled(Array.from({length: 700}, () => laptop.client.request('boxList', {to})));
    const codes = asked.flatMap(one => (one.status === 'rejected' ? (one.reason as {code: string}).code : []));
    expect(new Set(codes)).toEqual(new Set(['too-many-requests']));
    expect(asked.length - codes.length).toBeLessThanOrEqual(600);
  });
});

test('one’s own notes are not encrypted, so that reminders come there', async () => {
  const on = await world();
  const alice = await person(on, 'alice');
  const {roomId} = await openGroup(alice.client, []);
  const {conversations} = await open(alice);
  await expect(conversations.renew(roomId, ['alice'])).rejects.toMatchObject({code: 'not-genuine'});
  const raw = await on.open('alice', alice.token);
  const dueAtMs = on.clock.now() + 1;
  await raw.request('plannedAdd', {id: on.newId(), kind: 'reminder', roomId, text: 'tea', dueAtMs});
  on.clock.turn(1);
  const {entries} = await raw.next('entriesAppended', told => told.roomId === roomId);
  expect(entries).toMatchObject([{sender: 'server', text: 'Reminder: tea'}]);
});

test('of a room that was deleted, or left by everybody, the server keeps neither its keys nor who was in it', async () => {
  const on = await world();
  const {alice, bob, roomId} = await room(on);
  const {roomId: left} = await createRoom(alice.client, {name: 'shed', isPrivate: true});
  const {roomId: kept} = await createRoom(alice.client, {name: 'pond', isPrivate: true});
  for (const one of [left, kept]) {
    enter(alice, one);
    await sendAndWait(alice.client, one, {text: 'hello'});
  }
  const counted = (): Record<string, number[]> => {
    const database = new DatabaseSync(join(on.dataDir, 'chat.db'), {readOnly: true});
    const roomsIn = (table: string) => [
      ...new Set(
        database
          .prepare(`SELECT room_id FROM ${table} ORDER BY room_id`)
          .all()
          .map(row => Number(row['room_id'])),
      ),
    ];
    const all = {epochs: roomsIn('epochs'), boxes: roomsIn('boxes')};
    database.close();
    return all;
  };
  const all = [roomId, left, kept].toSorted((one, other) => one - other);
  expect(counted()).toEqual({epochs: all, boxes: all});
  await deleteRoom(alice.client, {roomId, name: 'garden'});
  await alice.client.request('roomLeave', {roomId: left});
  await on.server.upkeep();
  expect(counted()).toEqual({epochs: [kept], boxes: [kept]});
  const raw = await on.open('bob', bob.token);
  const {own} = await open(bob);
  expect((await raw.request('boxList', {to: toText(own.dev)})).boxes).toEqual([]);
});
