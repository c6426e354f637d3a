/**
 * A server that lies about encrypted conversations: what it does shows, or is only silence; nothing of it passes for what
 * somebody said.
 */
import {describe, expect, test} from '@jest/globals';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {changeDevices} from '../../src/client/encryption/devices/links.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import type {DeviceKeys} from '../../src/shared/sealed/accountLink.ts';
import {enter, entriesOf, person} from '../client/support/sealedMembers.ts';
import type {Member} from '../client/support/member.ts';
import {deviceFor} from '../support/keys/sealedPeople.ts';
import {world} from '../support/world.ts';

describe('B34 a server that lies of encrypted conversations', () => {
  test('about entries: repeated, moved, renamed, changed, in the clear, of an epoch that nobody signed', async () => {
    const on = await world();
    const [alice, bob, carol] = [await person(on, 'alice'), await person(on, 'bob'), await person(on, 'carol')];
    const {roomId} = await openDirect(alice.client, 'bob');
    const other = await openDirect(alice.client, 'carol');
    await sendAndWait(alice.client, roomId, {text: 'one'});
    await sendAndWait(alice.client, roomId, {text: 'two'});
    await sendAndWait(alice.client, other.roomId, {text: 'for carol'});
    await bob.sees('the conversation', state => state.roomById[roomId]);
    enter(bob, roomId);
    await bob.sees('what was said', () => bob.texts(roomId).includes('two'));
    const raw = async (one: Member, of: number) =>
      (await (await on.open(one.name, one.token)).request('entryList', {roomId: of})).entries;
    const [said] = (await raw(bob, roomId)).filter(({kind}) => kind === 'sealed');
    const [moved] = (await raw(carol, other.roomId)).filter(({kind}) => kind === 'sealed');
    if (said?.kind !== 'sealed' || moved?.kind !== 'sealed') throw new Error('nothing was sealed');
    const id = () => on.newId();
    const flipped = `${said.text.slice(0, 400)}${said.text[400] === 'A' ? 'B' : 'A'}${said.text.slice(401)}`;
    const lies: [Partial<Entry> & {kind: Entry['kind']}, string][] = [
      [said, 'replay'],
      [{...said, sender: 'bob'}, 'sender'],
      [{...said, sender: 'carol'}, 'sender'],
      [{...said, id: id()}, 'not-genuine'],
      [{...said, text: flipped}, 'not-genuine'],
      [{...said, text: said.text.slice(0, -4)}, 'not-genuine'],
      [{...said, text: 'A'.repeat(500_000)}, 'not-genuine'],
      [{...said, text: ''}, 'not-genuine'],
      [moved, 'not-genuine'],
      [{kind: 'message', id: id(), sender: 'alice', sentAtMs: 1, text: 'in the clear'}, 'plain'],
      [{kind: 'edited', id: id(), sender: 'alice', sentAtMs: 1, of: said.seq, text: 'in the clear'}, 'plain'],
      [{kind: 'epoch', id: id(), sender: 'alice', sentAtMs: 1, text: 'AAAA'}, 'not-genuine'],
      [{kind: 'gone', id: id(), sender: 'alice', sentAtMs: 1, by: 'alice'}, 'removed'],
      [
        {
          kind: 'sealed',
          id: id(),
          sender: 'alice',
          sentAtMs: 1,
          text: 'AAAA',
          failure: 'a word of the server',
        } as Entry,
        'not-genuine',
      ],
    ];
    const first = bob.room(roomId).room.lastSeq + 1;
    const entries = lies.map(([lie], at) => ({...lie, seq: first + at}) as Entry);
    bob.client.parts.keys.takes({roomId, entries});
    await bob.sees('all of it', () => entriesOf(bob, roomId).at(-1)?.seq === first + lies.length - 1);
    const shown = entriesOf(bob, roomId).filter(({seq}) => seq >= first);
    expect(shown.map(entry => (entry.kind === 'sealed' ? entry.failure : entry.kind))).toEqual(
      lies.map(([, why]) => why),
    );
    expect(shown.every(entry => entry.kind === 'sealed' && entry.text === '')).toBe(true);
    // What was said before stands as it was.
    expect(bob.texts(roomId).filter(text => text !== '')).toEqual(['one', 'two']);
  });

  test('about devices and rooms: an old list, a ghost, a conversation that was never encrypted', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    const {roomId} = await openDirect(alice.client, 'bob');
    await sendAndWait(alice.client, roomId, {text: 'hello'});
    await bob.sees('the conversation', state => state.roomById[roomId]);
    enter(bob, roomId);
    await bob.sees('what was said', () => bob.texts(roomId).includes('hello'));
    const hers = await alice.client.parts.keys.session();
    const his = await bob.client.parts.keys.session();

    // Somebody else edits what she said, with good keys: it is not taken.
    const {seq} = entriesOf(bob, roomId).find(entry => entry.kind === 'message') ?? {seq: 0};
    const clientMsgId = bob.client.options.newId();
    await bob.client.request('messageEdit', {roomId, seq, clientMsgId, text: 'never said'});
    enter(alice, roomId);
    await alice.sees('that something is not genuine', () =>
      entriesOf(alice, roomId).some(entry => entry.kind === 'sealed' && entry.failure === 'not-allowed'),
    );
    expect(alice.texts(roomId)).not.toContain('never said');

    const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
    const state = hers.accounts.known('alice').at(-1);
    const laptop = deviceFor('alice', state?.root ?? Buffer.alloc(32), 'laptop');
    // Its proof is for another server.
    const ghost = {type: 'add' as const, devices: (now: readonly DeviceKeys[]) => [...now, laptop.device]};
    await expect(changeDevices(alice.client, hers, ghost)).rejects.toThrow(/not what it should be/);
    const [own] = database.prepare('SELECT * FROM account_links WHERE user_id = 1').all();
    const link = Buffer.from(own?.['link'] as Uint8Array);
    link[1] = 2;
    link.writeUInt32BE(1, 2);
    database.prepare('INSERT INTO account_links VALUES (1, 1, 2, ?)').run(link);
    await expect(his.accounts.refresh('alice')).rejects.toThrow(/not what it should be/);
    expect(his.accounts.known('alice')).toHaveLength(1);
    database.exec('DELETE FROM account_links WHERE user_id = 1');
    await expect(his.accounts.refresh('alice')).rejects.toMatchObject({code: 'chain-old'});
    database.close();

    // The room is said to be one in the clear now: nothing goes there so.
    const plain = bob.room(roomId).room;
    const {conv: _conv, ...open} = plain;
    bob.client.dispatch({type: 'roomOpened', room: open});
    await sendAndWait(bob.client, roomId, {text: 'still only for her'});
    const {entries} = await (await on.open('alice', alice.token)).request('entryList', {roomId});
    expect(JSON.stringify(entries)).not.toContain('still only for her');
  });
});
