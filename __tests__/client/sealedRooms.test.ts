/** Encrypted rooms with a name: who comes in, goes and is removed, what they read, and that the server has none of it. */
import {describe, expect, test} from '@jest/globals';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {removeFromRoom, setRoomRole, setRules} from '../../src/client/actions/governance.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {createRoom, invite, joinRoom, leaveRoom, setTopic} from '../../src/client/actions/room.ts';
import {describeRoom} from '../../src/client/actions/roomLifecycle.ts';
import {parseAddress} from '../../src/shared/address.ts';
import {checkSource} from '../../src/client/transfers/up/source.ts';
import {world} from '../support/world.ts';
import {diskOf} from './support/disk.ts';
import {memberAgain, type Member} from './support/member.ts';
import {elsewhere, enter, entriesOf, person, secretsOf} from './support/sealedMembers.ts';

const statementOf = async (one: Member, roomId: number) =>
  (await (await one.client.parts.keys.session()).conversations.refresh(roomId))!.epochs.at(-1)!.statement;
const membersOf = async (one: Member, roomId: number) =>
  (await statementOf(one, roomId)).members
    .map(({name}) => name)
    .toSorted()
    .join(' ');
const failures = (one: Member, roomId: number) =>
  entriesOf(one, roomId).flatMap(entry => (entry.kind === 'sealed' ? [entry.failure] : []));
const epochWordsOf = (one: Member, roomId: number) =>
  entriesOf(one, roomId).flatMap(entry => (entry.kind === 'epoch' ? [entry] : []));
const deed = (one: Member, roomId: number, seq: number) => ({roomId, seq, clientMsgId: one.client.options.newId()});

describe('an encrypted room with a name', () => {
  test('is encrypted from its first word, topic and description too; who is asked in reads from then on, or all', async () => {
    const on = await world();
    const [alice, bob, carol] = [await person(on, 'alice'), await person(on, 'bob'), await person(on, 'carol')];
    const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true, topic: 'the papaya tree'});
    expect(alice.room(roomId).lock?.kind).toBe('sealed');
    expect((await statementOf(alice, roomId)).keepers).toEqual(['alice']);
    await describeRoom(alice.client, roomId, 'for those who grow mangosteen');
    await sendAndWait(alice.client, roomId, {text: 'before anybody came: durian'});
    await invite(alice.client, roomId, ['bob']);
    await sendAndWait(alice.client, roomId, {text: 'before bob came: rambutan'});
    await joinRoom(bob.client, 'garden');
    await invite(alice.client, roomId, ['carol'], {givesHistory: true});
    await joinRoom(carol.client, 'garden');
    for (const one of [alice, bob, carol]) enter(one, roomId);
    const {seq} = await sendAndWait(bob.client, roomId, {text: 'hello @carol, a kumquat'});
    const all = ['before anybody came: durian', 'before bob came: rambutan', 'hello @carol, a kumquat'];
    for (const one of [alice, carol])
      await one.sees('all of it', () => all.every(text => one.texts(roomId).includes(text)));
    await bob.sees('what is for him', () => all.slice(1).every(text => bob.texts(roomId).includes(text)));
    expect(bob.texts(roomId)).not.toContain(all[0]);
    // The topic, the description and the first message.
    expect(failures(bob, roomId)).toEqual(['before', 'before', 'before']);
    await carol.sees('what it is about', () => carol.room(roomId).room.topic === 'the papaya tree');
    expect(carol.room(roomId).room.description).toBe('for those who grow mangosteen');
    expect(epochWordsOf(carol, roomId).map(({added}) => added?.join())).toEqual([undefined, 'bob', 'carol']);

    // What people do to messages, by who may.
    await carol.client.request('reactionSet', {...deed(carol, roomId, seq), emoji: '🍍', isOn: true});
    await bob.client.request('messageEdit', {...deed(bob, roomId, seq), text: 'hello @carol, a loquat'});
    await alice.client.request('pinSet', {...deed(alice, roomId, seq), isOn: true});
    await carol.sees('all of that', () =>
      entriesOf(carol, roomId).some(
        entry =>
          entry.seq === seq &&
          entry.kind === 'message' &&
          entry.text === 'hello @carol, a loquat' &&
          entry.became?.pinnedBy === 'alice' &&
          entry.became.reactions?.[0]?.emoji === '🍍',
      ),
    );
    await bob.client.request('pinSet', {...deed(bob, roomId, seq), isOn: false});
    const his = await sendAndWait(bob.client, roomId, {text: 'to be removed'});
    const hers = await sendAndWait(carol.client, roomId, {text: 'not his to remove'});
    await bob.client.request('messageDelete', deed(bob, roomId, hers.seq));
    await alice.client.request('messageDelete', deed(alice, roomId, his.seq));
    await carol.sees('what alice removed', () =>
      entriesOf(carol, roomId).some(entry => entry.seq === his.seq && entry.kind === 'gone'),
    );
    expect(carol.texts(roomId)).toContain('not his to remove');
    expect(failures(carol, roomId).filter(why => why !== 'erased')).toEqual(['not-allowed', 'not-allowed']);
    await setTopic(bob.client, roomId, 'the pitahaya tree');
    const answer = await carol.client.request('messageSend', {
      roomId,
      clientMsgId: carol.client.options.newId(),
      kind: 'message',
      text: 'in the thread: tamarillo',
      threadOf: seq,
    });
    expect((await bob.client.request('threadList', {roomId, seq})).entries.map(entry => entry.seq)).toEqual([
      answer.seq,
    ]);

    // A file, and a second start: everything is there as it is now, unread and mentions as counted here.
    const path = join(bob.dataDir, 'feijoa.txt');
    writeFileSync(path, 'a feijoa, '.repeat(1_000));
    const [sent = ''] = await bob.client.parts.transfers.send([await checkSource(path)], roomId);
    await bob.client.parts.transfers.finished(sent);
    await carol.client.request('cursorMove', {roomId, seq: carol.room(roomId).room.lastSeq});
    await carol.client.close();
    await sendAndWait(bob.client, roomId, {text: '@carol, a longan'});
    const again = await memberAgain(on.url, carol, {secretPlace: secretsOf('carol'), encryptsNew: true});
    await again.sees('that she is meant', () => again.room(roomId).room.mentions === 1);
    await again.sees('the topic', () => again.room(roomId).room.topic === 'the pitahaya tree');
    const [file] = (await again.client.request('fileList', {roomId})).files;
    expect(file).toMatchObject({name: 'feijoa.txt', state: 'complete'});
    expect(again.room(roomId).room.description).toBe('for those who grow mangosteen');

    const disk = diskOf(on);
    const words = 'papaya mangosteen durian rambutan kumquat loquat pitahaya tamarillo feijoa longan 🍍';
    expect(words.split(' ').filter(word => disk.includes(word))).toEqual([]);
    expect(disk.includes('garden')).toBe(true);
  });

  test('who leaves, is removed or has no device reads no more; keepers make keepers, and let in by name', async () => {
    const on = await world();
    const names = ['alice', 'bob', 'carol', 'dave'] as const;
    const people: Member[] = [];
    for (const name of names) people.push(await person(on, name));
    const [alice, bob, carol, dave] = people as [Member, Member, Member, Member];
    const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
    await invite(alice.client, roomId, ['bob', 'carol', 'dave']);
    for (const one of [bob, carol, dave]) {
      await joinRoom(one.client, 'garden');
      enter(one, roomId);
    }
    enter(alice, roomId);
    await sendAndWait(alice.client, roomId, {text: 'to all four'});
    for (const one of people) await one.sees('it', () => one.texts(roomId).includes('to all four'));

    // Dave leaves, which he has signed: whoever writes next changes the keys first.
    await leaveRoom(dave.client, roomId);
    await sendAndWait(bob.client, roomId, {text: 'without dave'});
    expect(await membersOf(alice, roomId)).toBe('alice bob carol');
    const left = await statementOf(alice, roomId);
    expect([left.leaves.length, left.serverLeft]).toEqual([1, []]);

    // Bob keeps the room as well, and removes carol.
    await expect(removeFromRoom(bob.client, roomId, 'carol')).rejects.toMatchObject({code: 'not-allowed'});
    await setRoomRole(alice.client, roomId, 'bob', 'moderator');
    expect((await statementOf(bob, roomId)).keepers.toSorted()).toEqual(['alice', 'bob']);
    await removeFromRoom(bob.client, roomId, 'carol');
    expect(await membersOf(bob, roomId)).toBe('alice bob');
    await sendAndWait(alice.client, roomId, {text: 'without carol'});
    await bob.sees('it', () => bob.texts(roomId).includes('without carol'));
    const words = () => JSON.stringify(entriesOf(bob, roomId).slice(-4));
    await bob.sees('who is out', () => epochWordsOf(bob, roomId).at(-1)?.removed?.join() === 'carol', words);
    const hers = await carol.client.parts.keys.session();
    expect(hers.conversations.known(roomId)!.epochs.some(({statement}) => statement.members.length === 2)).toBe(false);

    // Only keepers let in, as the rule says from now on: also the signed one.
    await setRules(alice.client, roomId, {invite: 'moderator'});
    expect((await statementOf(alice, roomId)).adds).toBe('keepers');
    await invite(bob.client, roomId, ['carol']);
    await joinRoom(carol.client, 'garden');
    await carol.sees('the room', state => state.roomById[roomId]);
    enter(carol, roomId);
    await sendAndWait(carol.client, roomId, {text: 'back again'});
    await alice.sees('her', () => alice.texts(roomId).includes('back again'));

    // A revoked device, a room that was left, and who cannot be asked in.
    const laptop = await elsewhere(on, bob, 'laptop');
    expect((await laptop.client.parts.keys.session()).isApproved()).toBe(false);
    await on.person('erin');
    await expect(invite(alice.client, roomId, ['erin'])).rejects.toMatchObject({code: 'encrypt-impossible'});
    expect(await membersOf(alice, roomId)).toBe('alice bob carol');

    // Dave is there again by a link of the server: he reads nothing until somebody says who he is.
    const made = await alice.client.request('adminCommand', {name: 'invite-link', args: {rooms: ['#garden']}});
    const {inviteCode = ''} = parseAddress(String(made.rows[0]?.['link']));
    await dave.client.request('invitationUse', {inviteCode});
    await dave.sees('the room', state => state.roomById[roomId]);
    enter(dave, roomId);
    await sendAndWait(alice.client, roomId, {text: 'not yet for dave'});
    await dave.sees('that there is something', () => failures(dave, roomId).includes('before'));
    await expect(sendAndWait(dave.client, roomId, {text: 'let me in'})).rejects.toMatchObject({code: 'not-let-in'});
    expect(await alice.client.parts.keys.membersNotLetIn(roomId)).toEqual(['dave']);
    await alice.client.parts.keys.encrypt(roomId);
    await sendAndWait(alice.client, roomId, {text: 'for dave as well'});
    await dave.sees('it', () => dave.texts(roomId).includes('for dave as well'));
    expect(dave.texts(roomId)).not.toContain('not yet for dave');
  });

  test('an old room is encrypted by who keeps it, with what it is about, and never back; a public one is not', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    const {roomId} = await createRoom(alice.client, {name: 'old', isPrivate: true, isPlain: true, topic: 'a pomelo'});
    await alice.sees('that it is not', () => alice.room(roomId).lock?.kind === 'absent');
    await sendAndWait(alice.client, roomId, {text: 'in the clear'});
    await invite(alice.client, roomId, ['bob']);
    await joinRoom(bob.client, 'old');
    await expect(bob.client.parts.keys.encrypt(roomId)).rejects.toMatchObject({code: 'not-allowed'});
    await alice.client.parts.keys.encrypt(roomId);
    enter(bob, roomId);
    await sendAndWait(alice.client, roomId, {text: 'from here on'});
    await bob.sees('both', () => ['in the clear', 'from here on'].every(text => bob.texts(roomId).includes(text)));
    await bob.sees('the topic', () => bob.room(roomId).room.topic === 'a pomelo');
    const raw = await on.open('alice', alice.token);
    expect(raw.session.rooms.find(room => room.roomId === roomId)?.topic).toBe('');
    const clientMsgId = on.newId();
    expect(await raw.codeOf('messageSend', {roomId, clientMsgId, kind: 'message', text: 'no'})).toBe('room-sealed');
    expect(await raw.codeOf('topicSet', {roomId, topic: 'no'})).toBe('room-sealed');
    await expect(alice.client.parts.keys.encrypt(1)).rejects.toMatchObject({code: 'encrypt-people'});
    enter(alice, 1);
    await alice.sees('that it is not', () => alice.room(1).lock?.kind === 'absent');
  });
});
