/** Encrypted conversations go on, and stay readable, after the account of somebody in them was deleted. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {createRoom, invite, joinRoom, openDirect, openGroup} from '../../src/client/actions/room.ts';
import {fetchFile, sendFiles} from '../../src/client/actions/transfer.ts';
import {isFormerMember} from '../../src/shared/access/loginName.ts';
import {PASSWORD, world} from '../support/world.ts';
import {memberAgain, type Member} from './support/member.ts';
import {approvedElsewhere, enter, entriesOf, person, secretsOf} from './support/sealedMembers.ts';

/** They read it, and nothing stops them. */
async function reads(one: Member, roomId: number, texts: readonly string[]): Promise<void> {
  await one.sees('the conversation', state => state.roomById[roomId]);
  enter(one, roomId);
  await one.sees(texts.join(), () => texts.every(text => one.texts(roomId).includes(text)));
  await one.client.parts.keys.lookAgain(roomId);
  expect(one.room(roomId).lock).toMatchObject({kind: 'sealed'});
  expect(one.room(roomId).lock?.problem).toBeUndefined();
}

/** Three people in a group, and two of them in a conversation, where everybody has said something. */
async function groupOfThree() {
  const on = await world();
  const [alice, bob, carol] = [await person(on, 'alice'), await person(on, 'bob'), await person(on, 'carol')];
  const {roomId: group} = await openGroup(alice.client, ['bob', 'carol']);
  await alice.client.parts.keys.encrypt(group);
  await sendAndWait(alice.client, group, {text: 'by alice'});
  const {roomId: two} = await openDirect(bob.client, 'carol');
  await sendAndWait(bob.client, two, {text: 'to carol'});
  await reads(carol, two, ['to carol']);
  await sendAndWait(carol.client, two, {text: 'to bob'});
  for (const one of [bob, carol]) {
    await reads(one, group, ['by alice']);
    await sendAndWait(one.client, group, {text: `by ${one.name}`});
  }
  await reads(bob, two, ['to carol', 'to bob']);
  const remove = async () => {
    await carol.client.close();
    await on.server.runConsole('delete-account @carol');
  };
  return {on, alice, bob, carol, group, two, remove};
}

const isShown = (one: Member, roomId: number) => {
  const {room} = one.room(roomId);
  return (room.people ?? [room.partner]).some(other => other !== undefined && isFormerMember(other.name));
};

describe('an account that was deleted', () => {
  test('is out of its group with the next message of those who are left, also after the server was away', async () => {
    const {on, alice, bob, group, remove} = await groupOfThree();
    await remove();
    await on.restart();
    for (const one of [alice, bob]) {
      await one.sees('who is gone', () => isShown(one, group));
      await reads(one, group, ['by alice', 'by bob', 'by carol']);
    }
    await sendAndWait(alice.client, group, {text: 'the two of us'});
    await reads(bob, group, ['the two of us']);
    await sendAndWait(bob.client, group, {text: 'still here'});
    await reads(alice, group, ['still here']);
    for (const one of [alice, bob]) {
      const {conversations} = await one.client.parts.keys.session();
      const {statement} = (await conversations.refresh(group))!.epochs.at(-1)!;
      expect(statement.members.map(({name}) => name).toSorted()).toEqual(['alice', 'bob']);
      expect(statement.n).toBe(1);
    }
  });

  test('is read on a device that is approved later, and nothing more is written to it', async () => {
    const {on, bob: before, group, two, remove} = await groupOfThree();
    await remove();
    await before.client.close();
    const bob = await memberAgain(on.url, before, {secretPlace: secretsOf('bob'), encryptsNew: true});
    await on.restart();
    await bob.sees('the server', ({connection}) => connection.status === 'online');
    const {first, other: laptop, state} = await approvedElsewhere(on, bob, 'laptop');
    await first.conversations.shareWith(state);
    await reads(laptop, group, ['by alice', 'by bob', 'by carol']);
    await reads(laptop, two, ['to carol', 'to bob']);
    expect(isShown(laptop, two)).toBe(true);
    for (const one of [bob, laptop]) {
      await reads(one, two, ['to carol', 'to bob']);
      await expect(sendAndWait(one.client, two, {text: 'is anybody there?'})).rejects.toMatchObject({
        code: 'user-not-found',
      });
    }
    await sendAndWait(laptop.client, group, {text: 'by the laptop'});
    await reads(bob, group, ['by the laptop']);
  });

  test('is out of its group also for clients that stay connected', async () => {
    const {alice, bob, group, remove} = await groupOfThree();
    await remove();
    await sendAndWait(alice.client, group, {text: 'at once'});
    await reads(bob, group, ['at once']);
    const {conversations} = await bob.client.parts.keys.session();
    await conversations.renew(group, []);
    await sendAndWait(bob.client, group, {text: 'later'});
    await reads(alice, group, ['later']);
    const {members = []} = conversations.known(group)?.epochs.at(-1)?.statement ?? {};
    expect(members.map(({name}) => name).toSorted()).toEqual(['alice', 'bob']);
  });

  test('leaves no file behind that would be called forged', async () => {
    const {bob, carol, two, remove} = await groupOfThree();
    const path = join(carol.dataDir, 'plan.txt');
    writeFileSync(path, 'x');
    const [sent = ''] = await sendFiles(carol.client, {paths: [path], roomId: two, route: 'relay'});
    await carol.client.parts.transfers.finished(sent);
    await bob.sees('the file', () => entriesOf(bob, two).some(({kind}) => kind === 'file'));
    const [file] = (await bob.client.request('fileList', {roomId: two})).files;
    if (file === undefined) throw new Error('no file');
    await remove();
    await expect(fetchFile(bob.client, file)).rejects.toMatchObject({code: 'file-gone', detail: 'plan.txt'});
  });

  test('keeps its name where it had keys, so that nobody is taken for it', async () => {
    const {on, remove} = await groupOfThree();
    await on.person('dave');
    await remove();
    await on.server.runConsole('delete-account @dave');
    const stranger = await on.device();
    const codes: string[] = [];
    for (const name of ['carol', 'dave'])
      codes.push(await stranger.codeOf('accountRegister', {name, password: PASSWORD}));
    expect(codes).toEqual(['name-taken carol', 'ok']);
  });

  test('is out of its private room also where somebody else got its name from an older server', async () => {
    const on = await world();
    const people = [await person(on, 'alice'), await person(on, 'bob'), await person(on, 'carol')];
    const [alice, bob, carol] = people as [Member, Member, Member];
    const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
    await invite(alice.client, roomId, ['bob', 'carol']);
    for (const one of [bob, carol]) await joinRoom(one.client, 'garden');
    await sendAndWait(alice.client, roomId, {text: 'by alice'});
    for (const one of [bob, carol]) await reads(one, roomId, ['by alice']);
    for (const one of people) await one.client.close();
    await on.server.runConsole('delete-account @carol');
    await on.person('another');
    await on.server.close();
    const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
    database.exec("UPDATE accounts SET name = 'carol' WHERE name = 'another'");
    database.close();
    await on.restart();
    const back = (one: Member) => memberAgain(on.url, one, {secretPlace: secretsOf(one.name), encryptsNew: true});
    const [hers, his] = [await back(alice), await back(bob)];
    for (const one of [hers, his]) await one.sees('the room', state => state.roomById[roomId]);
    await sendAndWait(hers.client, roomId, {text: 'the two of us'});
    await reads(his, roomId, ['by alice', 'the two of us']);
    await sendAndWait(his.client, roomId, {text: 'by bob'});
    await reads(hers, roomId, ['by bob']);
    const {conversations} = await hers.client.parts.keys.session();
    const {members = []} = conversations.known(roomId)?.epochs.at(-1)?.statement ?? {};
    expect(members.map(({name}) => name).toSorted()).toEqual(['alice', 'bob']);
  });
});
