/**
 * A real server whose database somebody has changed: what was dropped, reordered, forked or put in another's place shows, and
 * nothing is said in the clear because the server says so.
 */
import {describe, expect, test} from '@jest/globals';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {editMessage} from '../../src/client/actions/messages/messageActions.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {changeDevices} from '../../src/client/encryption/devices/links.ts';
import {deviceIn} from '../../src/client/encryption/ownDevice.ts';
import {toEntryRow, type EntryRow} from '../../src/server/stores/sqlite/entryRow.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {DAY_MS} from '../../src/shared/limits.ts';
import {toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {again, conversation, elsewhere, enter, entriesOf, person, secretsOf} from '../client/support/sealedMembers.ts';
import {memberAgain, type Member} from '../client/support/member.ts';
import {sealedPerson, statementOf} from '../support/keys/sealedPeople.ts';
import {world, type World} from '../support/world.ts';

/** Takes entries out, and puts them where the server likes, with good checksums. */
function move(database: DatabaseSync, roomId: number, places: ReadonlyMap<number, number | undefined>): void {
  const find = database.prepare('SELECT * FROM entries WHERE room_id = ? AND seq = ?');
  const rows = [...places.keys()].map(seq => find.get(roomId, seq) as unknown as EntryRow);
  const drop = database.prepare('DELETE FROM entries WHERE room_id = ? AND seq = ?');
  for (const {seq} of rows) drop.run(roomId, seq);
  for (const row of rows) {
    const seq = places.get(row.seq);
    if (seq === undefined) continue;
    const body = {kind: 'sealed' as const, id: row.entry_id, text: row.text ?? ''};
    const put = toEntryRow({roomId, seq, userId: row.sender_id, body, sentAtMs: row.sent_at_ms});
    const names = Object.keys(put);
    database
      .prepare(`INSERT INTO entries (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(...(Object.values(put) as (string | number)[]));
  }
}

/** What is said in a conversation before the server moves it about. */
const TEXTS = ['one', 'two', 'three'];

async function isStopped(one: Member, roomId: number, code: string): Promise<void> {
  enter(one, roomId);
  await one.sees(code, () => one.room(roomId).lock?.problem?.code === code);
  await expect(sendAndWait(one.client, roomId, {text: 'said nevertheless'})).rejects.toMatchObject({code});
}

const diskOf = ({dataDir}: World): Buffer =>
  Buffer.concat(
    readdirSync(dataDir, {recursive: true, encoding: 'utf8'})
      .map(name => join(dataDir, name))
      .filter(path => statSync(path).isFile())
      .map(path => readFileSync(path)),
  );

describe('B34 a server that changes what it keeps', () => {
  test('entries that are dropped, reordered, or shown otherwise than before', async () => {
    const on = await world();
    const alice = await person(on, 'alice');

    const dropped = await conversation(on, alice, 'bob', TEXTS);
    await dropped.other.client.close();
    const {seq} = await sendAndWait(alice.client, dropped.roomId, {text: 'four'});
    await sendAndWait(alice.client, dropped.roomId, {text: 'five'});
    const bob = await again(on, dropped.other, database =>
      move(
        database,
        dropped.roomId,
        new Map([
          [seq, undefined],
          [seq + 1, seq],
        ]),
      ),
    );
    await bob.sees('that something is missing', () => bob.notices().some(text => text.includes('is missing here')));

    const turned = await conversation(on, alice, 'carol', TEXTS);
    await turned.other.client.close();
    const at = (await sendAndWait(alice.client, turned.roomId, {text: 'four'})).seq;
    await sendAndWait(alice.client, turned.roomId, {text: 'five'});
    const carol = await again(on, turned.other, database =>
      move(
        database,
        turned.roomId,
        new Map([
          [at, at + 1],
          [at + 1, at],
        ]),
      ),
    );
    await isStopped(carol, turned.roomId, 'history-differs');

    // One history for her and another one for him: what he says stands where hers does, and cites what she has not.
    const forked = await conversation(on, alice, 'dave', TEXTS);
    enter(alice, forked.roomId);
    const {seq: last} = await sendAndWait(alice.client, forked.roomId, {text: 'only for you'});
    await forked.other.sees('it', () => forked.other.texts(forked.roomId).includes('only for you'));
    const {seq: said} = await sendAndWait(forked.other.client, forked.roomId, {text: 'an answer'});
    await alice.sees('the answer', () => alice.texts(forked.roomId).includes('an answer'));
    await sendAndWait(forked.other.client, forked.roomId, {text: 'another answer'});
    const dave = await again(on, forked.other, database =>
      move(
        database,
        forked.roomId,
        new Map([
          [last, said],
          [said, last],
        ]),
      ),
    );
    await isStopped(dave, forked.roomId, 'history-differs');
    expect(entriesOf(dave, forked.roomId).filter(one => one.kind === 'sealed')).toMatchObject([
      {failure: 'replay', text: ''},
      {failure: 'replay', text: ''},
    ]);
  });

  test('entries that are dropped after old ones were removed, as the operator wants it', async () => {
    const on = await world({settings: {keepDays: 30}});
    const alice = await person(on, 'alice');
    const {other, roomId} = await conversation(on, alice, 'bob', TEXTS);
    enter(alice, roomId);
    await other.client.close();
    // Of these he has seen none.
    for (const text of TEXTS) await sendAndWait(alice.client, roomId, {text: `old ${text}`});
    const {lastSeq} = alice.room(roomId).room;
    on.clock.turn(31 * DAY_MS);
    await on.server.upkeep();
    await alice.sees('that they are removed', () => (alice.room(roomId).room.firstSeq ?? 1) > lastSeq - 1);
    for (const text of TEXTS) await sendAndWait(alice.client, roomId, {text: `new ${text}`});
    const missing = (one: Member) => one.notices().filter(text => text.includes('is missing here'));
    const walked = async (one: Member) => (await one.client.parts.keys.session()).store.rows.walkedIn(roomId);
    const bob = await again(on, other, () => undefined);
    enter(bob, roomId);
    await bob.sees('what is left', () => bob.texts(roomId).includes('new three'));
    await (await bob.client.parts.keys.session()).reading.walk(roomId);
    expect(await walked(bob)).toBe(bob.room(roomId).room.lastSeq);
    expect(missing(bob)).toEqual([]);
    expect(bob.notices().filter(text => text.includes('before this device saw'))).toHaveLength(1);
    await bob.client.close();
    const {seq} = await sendAndWait(alice.client, roomId, {text: 'four'});
    await sendAndWait(alice.client, roomId, {text: 'five'});
    const places = new Map([
      [seq, undefined],
      [seq + 1, seq],
    ]);
    const after = await again(on, bob, database => move(database, roomId, places));
    await after.sees('that something is missing', () => missing(after).length > 0);
  });

  test('chains and members: another chain, an old list of devices, a member that nobody let in', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    const hers = await alice.client.parts.keys.session();
    const {roomId} = await openDirect(alice.client, 'bob');
    await sendAndWait(alice.client, roomId, {text: 'one'});
    const his = await bob.client.parts.keys.session();
    await his.accounts.refresh('alice');
    await bob.sees('the conversation', state => state.roomById[roomId]);
    await bob.client.parts.keys.session();
    enter(bob, roomId);
    await bob.sees('what was said', () => bob.texts(roomId).includes('one'));
    // A second device comes and goes.
    const laptop = await elsewhere(on, alice, 'laptop');
    const open = await laptop.client.parts.keys.session();
    const [state] = hers.accounts.known('alice');
    const whose = {serverId: await hers.accounts.serverId(), name: 'alice', root: state!.root};
    const added = deviceIn(open.own, 'laptop', whose);
    await changeDevices(alice.client, hers, {type: 'add', devices: now => [...now, added]});
    await changeDevices(alice.client, hers, {type: 'revoke', devices: () => state!.devices});
    await his.accounts.refresh('alice');
    expect(his.accounts.known('alice')).toHaveLength(3);

    let newest: Uint8Array | undefined;
    const old = await again(on, bob, database => {
      const row = database.prepare('SELECT link FROM account_links WHERE user_id = 1 AND n = 2').get();
      newest = row?.['link'] as Uint8Array;
      database.exec('DELETE FROM account_links WHERE user_id = 1 AND n = 2');
    });
    await isStopped(old, roomId, 'chain-old');
    const {conv, epochs} = his.conversations.known(roomId)!;
    const mallory = sealedPerson('mallory');
    const forged = statementOf([mallory], undefined, {conv, n: 1, prev: epochs[0]!.statement.hash});
    const ghost = await again(on, alice, database => {
      database.prepare('INSERT INTO account_links VALUES (1, 2, 3, ?)').run(newest!);
      database.prepare('INSERT INTO epochs VALUES (?, 1, 99, ?)').run(roomId, forged);
    });
    await isStopped(ghost, roomId, 'statement-refused');
    expect((await ghost.client.parts.keys.session()).conversations.known(roomId)?.epochs).toHaveLength(1);

    const carol = await conversation(on, ghost, 'carol', TEXTS);
    const [link] = sealedPerson('alice').links;
    const forked = await again(on, carol.other, database => {
      database.exec('DELETE FROM account_links WHERE user_id = 1');
      for (const n of [0, 1, 2]) database.prepare('INSERT INTO account_links VALUES (1, ?, 1, ?)').run(n, link!);
    });
    await isStopped(forked, carol.roomId, 'chain-forked');
    expect(toText((await forked.client.parts.keys.session()).accounts.known('alice')[0]!.root)).toBe(
      toText(state!.root),
    );
  });

  test('a conversation said not to be encrypted any more: nothing goes there in the clear', async () => {
    const on = await world();
    const alice = await person(on, 'alice');
    const {other, roomId, seqs} = await conversation(on, alice, 'bob', TEXTS);
    const {seq: own} = await sendAndWait(other.client, roomId, {text: 'mine'});
    const plain = (database: DatabaseSync) =>
      database.exec(`DROP TRIGGER IF EXISTS rooms_stay_encrypted; UPDATE rooms SET conv = NULL, kind = 'private'
        WHERE room_id = ${roomId}; DELETE FROM epochs WHERE room_id = ${roomId}`);
    await other.client.close();
    await again(on, other, plain).then(one => one.client.close());
    await on.restart();
    const failing = () => ({
      label: 'the keychain',
      load: () => Promise.reject(new ChatError('keychain-failed')),
      save: () => Promise.reject(new ChatError('keychain-failed')),
      remove: () => Promise.reject(new ChatError('keychain-failed')),
    });
    for (const secretPlace of [secretsOf('bob'), failing, () => undefined, undefined]) {
      const bob = await memberAgain(on.url, other, {...(secretPlace && {secretPlace}), encryptsNew: true});
      await bob.sees('the room', state => state.roomById[roomId]);
      const clientMsgId = bob.client.options.newId();
      const acts = [
        sendAndWait(bob.client, roomId, {text: 'papaya'}),
        editMessage(bob.client, {roomId, seq: own}, 'papaya'),
        bob.client.request('topicSet', {roomId, topic: 'papaya'}),
        bob.client.request('reactionSet', {roomId, seq: seqs[0]!, clientMsgId, emoji: '🍍', isOn: true}),
        bob.client.request('plannedAdd', {
          id: bob.client.options.newId(),
          kind: 'message',
          roomId,
          text: 'papaya',
          dueAtMs: Date.now() + 1e9,
        }),
      ];
      await Promise.allSettled(acts);
      await bob.client.close();
    }
    const disk = diskOf(on);
    expect(disk.includes('papaya')).toBe(false);
    expect(disk.includes('🍍')).toBe(false);
  });
});
