/** Encrypted conversations between real clients over a real server: what people see, and what the server has of it. */
import {describe, expect, test} from '@jest/globals';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {changeDevices} from '../../src/client/encryption/devices/links.ts';
import {phraseWords, restore} from '../../src/client/encryption/devices/recovery.ts';
import {previewFile} from '../../src/client/actions/preview.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {submit} from '../../src/client/input/submit.ts';
import {pictureAtHand} from '../../src/client/actions/preview.ts';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {checkSource} from '../../src/client/transfers/up/source.ts';
import {world} from '../support/world.ts';
import {diskOf} from './support/disk.ts';
import {memberAgain, temporaryFolder, type Member} from './support/member.ts';
import {enter, entriesOf, person, secretsOf} from './support/sealedMembers.ts';

const deed = (one: Member, roomId: number, seq: number) => ({roomId, seq, clientMsgId: one.client.options.newId()});

describe('an encrypted conversation', () => {
  test('begins by itself, reads as any other, and the server has none of it', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    const {roomId} = await openDirect(alice.client, 'bob');
    enter(alice, roomId);
    await alice.sees('that it will be encrypted', state => state.roomById[roomId]?.lock?.kind === 'planned');
    const secret = 'a secret with a tail: kumquat';
    const {seq} = await sendAndWait(alice.client, roomId, {text: secret});
    await bob.sees('the conversation', state => state.roomById[roomId]);
    enter(bob, roomId);
    await bob.sees('the secret', () => bob.texts(roomId).includes(secret));
    expect(bob.room(roomId).lock?.kind).toBe('sealed');
    expect(alice.texts(roomId)).toContain(secret);

    // Answers, reactions, edits, deletions: all of it sealed.
    const answer = await bob.client.request('messageSend', {
      roomId,
      clientMsgId: bob.client.options.newId(),
      kind: 'message',
      text: 'an answer with persimmon',
      replyTo: seq,
    });
    await alice.sees('the answer', () =>
      entriesOf(alice, roomId).some(entry => entry.kind === 'message' && entry.replyTo?.sender === 'alice'),
    );
    expect(alice.room(roomId).room.lastSeq).toBe(answer.seq);
    await bob.client.request('reactionSet', {...deed(bob, roomId, seq), emoji: '👍', isOn: true});
    await alice.client.request('messageEdit', {...deed(alice, roomId, seq), text: 'now with mangosteen'});
    await bob.sees('edit and reaction', () =>
      entriesOf(bob, roomId).some(
        entry =>
          entry.seq === seq &&
          entry.kind === 'message' &&
          entry.text === 'now with mangosteen' &&
          entry.became?.reactions?.[0]?.emoji === '👍',
      ),
    );
    await bob.client.request('messageDelete', deed(bob, roomId, answer.seq));
    await alice.sees('that it is gone', () =>
      entriesOf(alice, roomId).some(entry => entry.seq === answer.seq && entry.kind === 'gone'),
    );

    // On another start everything is there as it is now.
    await bob.client.close();
    const again = await memberAgain(on.url, bob, {secretPlace: secretsOf('bob'), encryptsNew: true});
    enter(again, roomId);
    await again.sees('the text as it is now', () => again.texts(roomId).includes('now with mangosteen'));
    expect(entriesOf(again, roomId).find(entry => entry.seq === answer.seq)?.kind).toBe('gone');

    const disk = diskOf(on);
    for (const word of ['kumquat', 'persimmon', 'mangosteen']) expect(disk.includes(word)).toBe(false);
    expect(disk.includes('alice')).toBe(true);
  });

  test('files go sealed, with their names, and are whole on the other side', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    const {roomId} = await openDirect(alice.client, 'bob');
    await alice.client.parts.keys.encrypt(roomId);
    const path = join(alice.dataDir, 'quince-list.txt');
    const content = 'a rambutan, '.repeat(20_000);
    writeFileSync(path, content);
    await sendAndWait(alice.client, roomId, {text: 'look'});
    const [sent = ''] = await alice.client.parts.transfers.send([await checkSource(path)], roomId, 'relay');
    // Both count the bytes of the file, not those that are sent for them.
    const own = {sizeBytes: content.length, doneBytes: content.length};
    expect(await alice.client.parts.transfers.finished(sent)).toMatchObject(own);
    expect((await alice.client.parts.transfers.past())[0]).toMatchObject({sizeBytes: content.length});
    await bob.sees('the conversation', state => state.roomById[roomId]);
    const {files} = await bob.client.request('fileList', {roomId});
    expect(files).toMatchObject([{name: 'quince-list.txt', state: 'complete'}]);
    const [file] = files;
    if (file === undefined) throw new Error('no file');
    expect(await previewFile(bob.client, file)).toMatchObject({
      kind: 'text',
      lines: [expect.stringMatching(/^a ramb/)],
    });
    // Which one somebody looks at is not told to the server: before it is taken, it is in words.
    const {fileId, sizeBytes} = file;
    const picture = {fileId, roomId, sizeBytes, isWhole: true};
    expect(await pictureAtHand(bob.client, picture, 1_000_000)).toBeUndefined();
    const fetched = await bob.client.parts.transfers.fetch(file);
    const {path: where = '', ...taken} = await bob.client.parts.transfers.finished(fetched);
    expect(taken).toMatchObject(own);
    expect(readFileSync(where, 'utf8')).toBe(content);
    enter(bob, roomId);
    await bob.sees('the offer', () =>
      entriesOf(bob, roomId).some(entry => entry.kind === 'file' && entry.sizeBytes === content.length),
    );
    const disk = diskOf(on);
    for (const word of ['rambutan', 'quince']) expect(disk.includes(word)).toBe(false);
  });

  test('folders come as folders, also from client to client: what passes there is sealed as well', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    const {roomId} = await openDirect(alice.client, 'bob');
    await sendAndWait(alice.client, roomId, {text: 'look'});
    await bob.sees('the conversation', state => state.roomById[roomId]);
    const folder = join(alice.dataDir, 'orchard');
    mkdirSync(folder);
    writeFileSync(join(folder, 'quince.txt'), 'a rambutan, '.repeat(20_000));
    for (const route of ['relay', 'direct'] as const) {
      await alice.client.permissions.change('bob', {direct: route === 'direct' ? 'always' : 'never'});
      await bob.client.permissions.change('alice', {direct: route === 'direct' ? 'always' : 'never'});
      const [sent = ''] = await sendFiles(alice.client, {paths: [folder], roomId, route});
      await alice.sees('that it is offered', ({transferById}) => transferById[sent]?.fileId);
      const {files} = await bob.client.request('fileList', {roomId, limit: 1});
      expect(files).toMatchObject([
        {name: 'orchard.tar', bundle: {names: ['orchard/']}, sizeBytes: expect.any(Number)},
      ]);
      const [file] = files;
      if (file === undefined) throw new Error('no file');
      const into = await temporaryFolder();
      const fetched = await bob.client.parts.transfers.fetch(file, {folder: into});
      const {path = ''} = await bob.client.parts.transfers.finished(fetched);
      expect(readFileSync(join(path, 'quince.txt'), 'utf8')).toHaveLength(240_000);
      await alice.client.parts.transfers.finished(sent);
      expect(alice.client.getState().transferById[sent]?.route).toBe(route === 'direct' ? 'direct' : undefined);
      const {sizeBytes, directBytes} = (await bob.client.request('fileList', {roomId, limit: 1})).files[0] ?? {};
      expect(directBytes).toBe(route === 'direct' ? sizeBytes : undefined);
    }
    const disk = diskOf(on);
    for (const word of ['rambutan', 'quince', 'orchard']) expect(disk.includes(word)).toBe(false);
  });

  test('a second device is approved by seven words and reads all; the phrase brings back one that is alone', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    const {roomId} = await openDirect(alice.client, 'bob');
    await sendAndWait(alice.client, roomId, {text: 'before the second device'});
    const phrase = await phraseWords(await bob.client.parts.keys.session());
    const second = await memberAgain(on.url, bob, {
      dataDir: await temporaryFolder(),
      deviceName: 'laptop',
      secretPlace: secretsOf('bob 2'),
      encryptsNew: true,
    });
    enter(second, roomId);
    const unread = () => entriesOf(second, roomId).find(entry => entry.kind === 'sealed');
    await second.sees('that there is something it cannot read', () => unread() !== undefined);
    expect(unread()).toMatchObject({text: '', failure: 'key-missing'});

    const wordsOf = (one: Member) => one.notices().find(text => text.startsWith('Seven words'));
    await second.client.parts.keys.pairing.ask();
    await bob.sees('that it is asked', () => bob.notices().some(text => text.includes('asks to be approved')));
    await bob.client.parts.keys.pairing.approve();
    await second.sees('seven words', () => wordsOf(second));
    await bob.sees('seven words', () => wordsOf(bob));
    expect(wordsOf(second)).toBe(wordsOf(bob));
    await second.client.parts.keys.pairing.confirm(true);
    await bob.client.parts.keys.pairing.confirm(true);
    await second.sees('that it is approved', () => second.notices().some(text => text.includes('is approved')));
    await second.client.close();
    const again = await memberAgain(on.url, second, {secretPlace: secretsOf('bob 2'), encryptsNew: true});
    enter(again, roomId);
    await again.sees('what was said before', () => again.texts(roomId).includes('before the second device'));

    // It is revoked: what is said from then on has other keys.
    const open = await bob.client.parts.keys.session();
    await changeDevices(bob.client, open, {
      type: 'revoke',
      devices: now => now.filter(({dev}) => dev.equals(open.own.dev)),
    });
    await sendAndWait(alice.client, roomId, {text: 'after it was revoked'});
    await bob.sees('a conversation', () => bob.room(roomId));
    enter(bob, roomId);
    await bob.sees('what was said since', () => bob.texts(roomId).includes('after it was revoked'));
    await again.sees('that there is more', () => entriesOf(again, roomId).at(-1)?.kind === 'sealed');
    expect(again.texts(roomId)).not.toContain('after it was revoked');

    // All devices are gone, and only the paper is left.
    const third = await memberAgain(on.url, bob, {
      dataDir: await temporaryFolder(),
      secretPlace: secretsOf('bob 3'),
      encryptsNew: true,
    });
    const typed = (phrase ?? []).join(' ');
    const session = await third.client.parts.keys.session();
    await expect(
      restore(third.client, session, {typed: `${'abandon '.repeat(11)}about`, keepsOthers: false}),
    ).rejects.toThrow(/not the recovery phrase/);
    await restore(third.client, session, {typed, keepsOthers: false});
    enter(third, roomId);
    await third.sees('all of it', () =>
      ['before the second device', 'after it was revoked'].every(text => third.texts(roomId).includes(text)),
    );
    await sendAndWait(third.client, roomId, {text: 'back again'});
    enter(alice, roomId);
    await alice.sees('that bob is back', () => alice.texts(roomId).includes('back again'));
  });

  test('nothing goes into it in the clear, from whomever', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    const {roomId} = await openDirect(alice.client, 'bob');
    await alice.client.parts.keys.encrypt(roomId);
    const {seq} = await sendAndWait(alice.client, roomId, {text: 'hello'});
    const old = await on.open('bob', bob.token);
    const clientMsgId = on.newId();
    const place = {roomId, seq, clientMsgId};
    const dueAtMs = on.clock.now() + 60_000;
    const codes = await Promise.all([
      old.codeOf('messageSend', {roomId, clientMsgId, kind: 'message', text: 'in the clear'}),
      old.codeOf('messageEdit', {...place, text: 'in the clear'}),
      old.codeOf('reactionSet', {...place, emoji: '👍', isOn: true}),
      old.codeOf('pinSet', {...place, isOn: true}),
      old.codeOf('fileOffer', {roomId, clientMsgId, name: 'a.txt', sizeBytes: 3}),
      old.codeOf('plannedAdd', {id: on.newId(), kind: 'message', roomId, text: 'in the clear', dueAtMs}),
    ]);
    expect(codes.filter(code => !['room-sealed', 'message-unchangeable'].includes(code))).toEqual([]);
    expect(diskOf(on).includes('in the clear')).toBe(false);
  });

  test('takes nothing for later, also not as its first word; of a reminder the server has the place alone', async () => {
    const on = await world({ports: {now: () => Date.now()}});
    const alice = await person(on, 'alice');
    for (const name of ['bob', 'carol']) await person(on, name);
    const refused = async () => {
      expect(await submit(alice.client, '/at 2h a durian at last')).toMatchObject({
        kind: 'refused',
        code: 'sealed-unsupported',
        detail: expect.stringContaining('would lie on the server, readable, until then.'),
      });
    };
    for (const name of ['bob', 'carol']) {
      const {roomId} = await openDirect(alice.client, name);
      enter(alice, roomId);
      if (name === 'bob') await alice.client.parts.keys.encrypt(roomId);
      await refused();
      await alice.sees('that it is encrypted', () => alice.room(roomId).lock?.kind === 'sealed');
      await sendAndWait(alice.client, roomId, {text: 'a lychee'});
      await alice.sees('what was said', () => alice.texts(roomId).includes('a lychee'));
      expect(await submit(alice.client, '/remind 2h ^1')).toMatchObject({kind: 'told'});
    }
    const {planned} = await alice.client.request('plannedList', {});
    expect(planned.map(({kind, room, text}) => [kind, room, text])).toEqual([
      ['reminder', '@bob', 'alice: something that was said'],
      ['reminder', '@carol', 'alice: something that was said'],
    ]);
    for (const word of ['durian', 'lychee']) expect(diskOf(on).includes(word)).toBe(false);
  });
});
