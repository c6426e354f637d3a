/** Keys, devices and epochs of encrypted conversations without end, by members, anonymous connections and the server. */
import {describe, expect, test} from '@jest/globals';
import {randomBytes} from 'node:crypto';
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect, openGroup} from '../../src/client/actions/room.ts';
import {changeDevices} from '../../src/client/encryption/devices/links.ts';
import {deviceIn} from '../../src/client/encryption/ownDevice.ts';
import {toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {recipientsOf} from '../../src/shared/sealed/accountChain.ts';
import type {DeviceKeys} from '../../src/shared/sealed/accountLink.ts';
import type {KeySession} from '../../src/client/encryption/session.ts';
import {readStatement, signStatement, type ReadStatement} from '../../src/shared/sealed/statement.ts';
import {elsewhere, enter, person, secretsOf} from '../client/support/sealedMembers.ts';
import {member, memberAgain, temporaryFolder, type Member} from '../client/support/member.ts';
import {world, type World} from '../support/world.ts';

async function pair(on: World) {
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId} = await openDirect(alice.client, 'bob');
  await sendAndWait(alice.client, roomId, {text: 'hello'});
  const hers = await alice.client.parts.keys.session();
  return {alice, bob, roomId, hers};
}

/** A device that another one of the same person has approved. */
async function second(on: World, one: Member, label: string) {
  const first = await one.client.parts.keys.session();
  const other = await elsewhere(on, one, label);
  const theirs = await other.client.parts.keys.session();
  const {root} = first.accounts.known(one.name).at(-1)!;
  const whose = {serverId: await first.accounts.serverId(), name: one.name, root};
  await changeDevices(one.client, first, {type: 'add', devices: now => [...now, deviceIn(theirs.own, label, whose)]});
  await theirs.accounts.refresh(one.name);
  return {other, theirs};
}

/** The next statement with the same members, for a key that nobody has. */
const spoiled = (statement: ReadStatement, {own}: Pick<KeySession, 'own'>): Buffer =>
  signStatement(
    {...statement, n: statement.n + 1, prev: statement.hash, commit: randomBytes(32), signer: own.dev},
    own.signKey,
  );
const junkFor = ({members}: ReadStatement, {accounts}: Pick<KeySession, 'accounts'>) =>
  members.flatMap(({name}) =>
    recipientsOf(accounts.known(name).at(-1)!).map(({id}) => ({to: id, box: toText(randomBytes(200))})),
  );

describe('B33 what fills an encrypted conversation', () => {
  test('epochs without end are refused, also those of a member, who keeps nobody else from making one', async () => {
    const on = await world();
    const {alice, bob, roomId, hers} = await pair(on);
    const his = await bob.client.parts.keys.session();
    await his.accounts.refresh('alice');
    await bob.sees('the conversation', state => state.roomById[roomId]);
    const {epochs} = hers.conversations.known(roomId)!;
    let {statement} = epochs[0]!;
    const boxes = junkFor(statement, hers);
    await alice.client.close();
    const raw = await on.open('alice', alice.token);
    const codes: string[] = [];
    for (let at = 0; at < 70; at++) {
      const next = spoiled(statement, hers);
      codes.push(await raw.codeOf('epochAdd', {roomId, statement: toText(next), boxes}).catch(() => 'ok'));
      if (codes.at(-1) === 'ok') statement = readStatement(next);
    }
    const made = codes.filter(code => code === 'ok').length;
    expect(made).toBeLessThan(60);
    expect([...new Set(codes.slice(made).map(code => code.split(' ')[0]))]).toEqual(['too-many-requests']);
    // Bob cannot open those, and says what he wants to with keys of his own.
    await sendAndWait(bob.client, roomId, {text: 'with keys of mine'});
    expect(his.conversations.known(roomId)?.epochs.at(-1)?.statement.signer).toEqual(his.own.dev);
  });

  test('keys of a group that open for nobody: the others go on with their own, and are told who makes them', async () => {
    const on = await world();
    let aheadMs = 0;
    const alice = await person(on, 'alice');
    const options = {secretPlace: secretsOf('bob'), encryptsNew: true, now: () => Date.now() + aheadMs};
    const bob = await member(on.url, 'bob', options);
    await bob.client.parts.keys.session();
    const carol = await person(on, 'carol');
    const {roomId} = await openGroup(alice.client, ['bob', 'carol']);
    await alice.client.parts.keys.encrypt(roomId);
    await sendAndWait(alice.client, roomId, {text: 'hello'});
    for (const one of [bob, carol]) await one.sees('the group', state => state.roomById[roomId]);
    const hers = await alice.client.parts.keys.session();
    const raw = await on.open('alice', alice.token);
    const spoil = async () => {
      const {statement} = (await hers.conversations.refresh(roomId))!.epochs.at(-1)!;
      const next = spoiled(statement, hers);
      await raw.request('epochAdd', {roomId, statement: toText(next), boxes: junkFor(statement, hers)});
      await (await bob.client.parts.keys.session()).conversations.refresh(roomId);
    };
    await spoil();
    await sendAndWait(carol.client, roomId, {text: 'by carol'});
    for (let at = 0; at < 10; at++) {
      await spoil();
      await sendAndWait(bob.client, roomId, {text: `by bob ${at}`});
    }
    await spoil();
    const spoilt = {code: 'keys-spoiled', detail: '@alice'};
    await expect(sendAndWait(bob.client, roomId, {text: 'once more'})).rejects.toMatchObject(spoilt);
    aheadMs = 61 * 60_000;
    await sendAndWait(bob.client, roomId, {text: 'an hour later'});
    enter(carol, roomId);
    await carol.sees('all of it', () => carol.texts(roomId).includes('an hour later'));
    expect(carol.texts(roomId)).toEqual(expect.arrayContaining(['by carol', 'by bob 0', 'by bob 9']));
  });

  test('boxes that are too large, for others, or no keys at all', async () => {
    const on = await world();
    const {alice, bob, roomId, hers} = await pair(on);
    const raw = await on.open('bob', bob.token);
    const [device] = hers.accounts.known('alice').at(-1)!.devices;
    const to = toText(device!.dev);
    const add = (box: Uint8Array, place: object = {}) =>
      raw.codeOf('boxAdd', {boxes: [{roomId, n: 0, to, box: toText(box), ...place}]});
    expect(await add(randomBytes(1_200))).toMatch(/^bad-request/);
    expect(await add(randomBytes(100), {n: 7})).toMatch(/^not-genuine/);
    expect(await add(randomBytes(100), {roomId: 999})).toMatch(/^not-in-room/);
    expect(await add(randomBytes(100), {to: toText(randomBytes(16))})).toBe('device-unknown');
    const many = Array.from({length: 401}, () => ({roomId, n: 0, to, box: 'AAAA'}));
    expect(await raw.codeOf('boxAdd', {boxes: many})).toMatch(/^bad-request/);
    // Junk for a device that comes later: its own account puts the key in its place.
    const {theirs} = await second(on, alice, 'laptop');
    await raw.request('boxAdd', {boxes: [{roomId, n: 0, to: theirs.own.id, box: toText(randomBytes(200))}]});
    await theirs.conversations.refresh(roomId);
    expect(theirs.conversations.known(roomId)?.epochs[0]?.key).toBeUndefined();
    await hers.conversations.shareWith((await hers.accounts.refresh('alice')).at(-1)!);
    await theirs.conversations.refresh(roomId);
    expect(theirs.conversations.known(roomId)?.epochs[0]?.key).toEqual(
      hers.conversations.known(roomId)!.epochs[0]!.key,
    );
    // Nobody lists the boxes of others.
    expect(await raw.codeOf('boxList', {to: theirs.own.id})).toBe('device-unknown');
  });

  test('ciphertext that is too large, too short, or under the headers of something else', async () => {
    const on = await world();
    const {alice, roomId} = await pair(on);
    const raw = await on.open('alice', alice.token);
    const {lastSeq} = alice.room(roomId).room;
    const send = (sealed: string) => raw.codeOf('sealedSend', {roomId, clientMsgId: on.newId(), sealed});
    const {entries} = await raw.request('entryList', {roomId});
    const said = entries.findLast(({kind}) => kind === 'sealed');
    if (said?.kind !== 'sealed') throw new Error('nothing was sealed');
    const real = Buffer.from(said.text, 'base64url');
    // The largest that the packet takes, and one character more.
    expect(await send('A'.repeat(350_501))).toMatch(/^bad-request/);
    const longest = Buffer.concat([real.subarray(0, 213), Buffer.alloc(262_500)]);
    for (const sealed of [longest, real.subarray(0, 213), real.subarray(0, 100), Buffer.alloc(0), Buffer.alloc(400)])
      expect(await send(toText(sealed))).toMatch(/^(not-genuine|bad-request|epoch-unknown|signature)/);
    // Under another id than the one it was sealed for.
    expect(await send(said.text)).toMatch(/^not-genuine/);
    expect((await raw.request('entryList', {roomId})).lastSeq).toBe(lastSeq);
    await sendAndWait(alice.client, roomId, {text: 'all well'});
  });

  test('words between devices, from whomever: one line, and no work', async () => {
    const on = await world();
    const {alice, bob} = await pair(on);
    const before = alice.notices().length;
    const word = (value: object) => alice.client.dispatch({type: 'deviceSignalReceived', body: JSON.stringify(value)});
    const key = () => toText(randomBytes(32));
    for (let at = 0; at < 300; at++) {
      const label = `laptop\n\u001b[2J is approved: all well ${at}`;
      word({type: 'ask', id: toText(randomBytes(16)), sign: key(), age: key(), label, commit: key()});
      word({type: 'keys', dev: toText(randomBytes(16))});
      word({type: 'reveal', id: toText(randomBytes(16)), nonce: key()});
      alice.client.dispatch({type: 'deviceSignalReceived', body: '{'.repeat(2_000)});
    }
    const raw = await on.open('bob', bob.token);
    const codes = [];
    for (let at = 0; at < 61; at++) codes.push(await raw.codeOf('deviceSignalSend', {body: '{}'}).catch(() => 'ok'));
    expect(codes.at(-1)).toMatch(/^too-many-requests/);
    await alice.client.request('ping', {});
    const told = alice.notices().slice(before);
    expect(told).toHaveLength(1);
    expect(told[0]).not.toMatch(/[\n\u001b]/);
  });
});

describe('B33 devices of one person', () => {
  test('two that revoke each other: one is left, and the other one says that it has no keys', async () => {
    const on = await world();
    const {alice, bob, roomId} = await pair(on);
    const {other, theirs} = await second(on, bob, 'laptop');
    const mine = await bob.client.parts.keys.session();
    const alone = (dev: Buffer) => (now: readonly DeviceKeys[]) => now.filter(device => device.dev.equals(dev));
    const results = await Promise.allSettled([
      changeDevices(bob.client, mine, {type: 'revoke', devices: alone(mine.own.dev)}),
      changeDevices(other.client, theirs, {type: 'revoke', devices: alone(theirs.own.dev)}),
    ]);
    expect(results.filter(({status}) => status === 'fulfilled')).toHaveLength(1);
    for (const one of [mine, theirs]) await one.accounts.refresh('bob');
    const left = [mine, theirs].filter(one => one.isApproved());
    expect(left).toHaveLength(1);
    const [winner, loser] = mine === left[0] ? [bob, other] : [other, bob];
    await winner.sees('the conversation', state => state.roomById[roomId]);
    await sendAndWait(winner.client, roomId, {text: 'still here'});
    enter(alice, roomId);
    await alice.sees('the one that is left', () => alice.texts(roomId).includes('still here'));
    const late = sendAndWait(loser.client, roomId, {text: 'from the other one'});
    await expect(late).rejects.toMatchObject({code: 'keys-absent'});
  });

  test('two accounts in one home have keys of their own, and neither opens with those of the other', async () => {
    const on = await world();
    const dataDir = await temporaryFolder();
    const people: Member[] = [];
    for (const name of ['alice', 'bob']) {
      const one = await member(on.url, name, {dataDir, secretPlace: secretsOf('home'), encryptsNew: true});
      await one.client.parts.keys.session();
      people.push(one);
    }
    const [alice, bob] = people as [Member, Member];
    const {roomId} = await openDirect(alice.client, 'bob');
    await sendAndWait(alice.client, roomId, {text: 'from one home'});
    await bob.sees('the conversation', state => state.roomById[roomId]);
    enter(bob, roomId);
    await bob.sees('what was said', () => bob.texts(roomId).includes('from one home'));
    const files = readdirSync(dataDir, {recursive: true, encoding: 'utf8'}).map(name => join(dataDir, name));
    const open = files.filter(path => statSync(path).isFile() && (statSync(path).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    await bob.client.close();
    const hers = () => secretsOf('home')('alice');
    const again = await memberAgain(on.url, bob, {secretPlace: hers, encryptsNew: true});
    await expect(again.client.parts.keys.session()).rejects.toMatchObject({code: 'keys-locked'});
    await again.sees('the conversation', state => state.roomById[roomId]);
    await expect(sendAndWait(again.client, roomId, {text: 'in the clear?'})).rejects.toMatchObject({
      code: 'keys-locked',
    });
  });

  test('clocks that are a hundred years off change neither what is read nor its order', async () => {
    const on = await world();
    const year = 365 * 24 * 60 * 60_000;
    const people: Member[] = [];
    for (const [name, now] of [
      ['alice', () => Date.now() + 100 * year],
      ['bob', () => 0],
    ] as const) {
      const one = await member(on.url, name, {secretPlace: secretsOf(name), encryptsNew: true, now});
      await one.client.parts.keys.session();
      people.push(one);
    }
    const [alice, bob] = people as [Member, Member];
    const {roomId} = await openDirect(alice.client, 'bob');
    enter(alice, roomId);
    await sendAndWait(alice.client, roomId, {text: 'from the future'});
    await bob.sees('the conversation', state => state.roomById[roomId]);
    enter(bob, roomId);
    await sendAndWait(bob.client, roomId, {text: 'from the past'});
    const said = (one: Member) =>
      one
        .texts(roomId)
        .filter(text => text.startsWith('from'))
        .join();
    for (const one of [alice, bob]) await one.sees('both', () => said(one).includes('past'));
    expect([alice, bob].map(said)).toEqual(Array(2).fill('from the future,from the past'));
    // That one of them is wrong is a line, once.
    for (const [one, words] of [
      [bob, /clock of @alice is .* ahead of/],
      [alice, /clock of @bob is .* behind/],
    ] as const)
      expect(one.notices().filter(text => words.test(text))).toHaveLength(1);
  });
});
