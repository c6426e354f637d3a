/** A client that is closed while it opens things: nothing of it is open when that is done, and nothing comes after. */
import {expect, test} from '@jest/globals';
import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {world, type World} from '../support/world.ts';
import {clientOf, member, temporaryFolder, toMember, type Member} from './support/member.ts';
import {aliceAndBob, enter, secretsOf} from './support/sealedMembers.ts';

/** What SQLite has beside a file that somebody has open, and what says that a program lives. */
const openIn = (dataDir: string) =>
  readdirSync(dataDir, {recursive: true, encoding: 'utf8'}).filter(name => /\.lock$|-(?:wal|shm|journal)$/.test(name));
const HISTORY = {messagesMax: 1_000, bytesMax: 10_000_000};

/** The same program once more, with everything that a screen has. */
const startedAgain = (on: World, {name, token, dataDir}: Member) =>
  clientOf({
    serverUrl: on.url,
    token,
    dataDir,
    account: name,
    secretPlace: secretsOf(name),
    encryptsNew: true,
    history: HISTORY,
  });

test('what is being opened is closed, and what is asked for afterwards is refused', async () => {
  const on = await world();
  const {bob} = await aliceAndBob(on);
  await bob.client.close();
  expect(openIn(bob.dataDir)).toEqual([]);
  const {dataDir} = bob;
  const client = await startedAgain(on, bob);
  const opening = [client.local.open('bob'), client.local.open('bob'), client.local.read('bob', () => 'read', 'none')];
  await client.close();
  await Promise.allSettled(opening);
  expect(openIn(dataDir)).toEqual([]);
  rmSync(join(dataDir, 'local'), {recursive: true});
  await expect(client.local.open('bob')).rejects.toMatchObject({code: 'disconnected'});
  await expect(client.local.peek('bob')).rejects.toMatchObject({code: 'disconnected'});
  expect(await client.local.read('bob', () => 'read', 'none')).toBe('none');
  await expect(client.parts.keys.session()).rejects.toMatchObject({code: 'disconnected'});
  client.dispatch({type: 'sessionClosed'});
  await nextTurn();
  expect(existsSync(join(dataDir, 'local'))).toBe(false);
});

test('at any moment of its start, with everything that a screen has', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  await bob.client.close();
  await sendAndWait(alice.client, roomId, {text: 'meanwhile'});
  const {token, dataDir} = bob;
  const begun = async () => {
    const client = await startedAgain(on, bob);
    client.background(client.parts.keys.begin().catch(() => undefined));
    return client;
  };
  for (let turns = 0; turns < 1_000; turns = Math.ceil(turns * 1.3) + 1) {
    const client = await begun();
    for (let at = 0; at < turns; at++) await nextTurn();
    client.dispatch({type: 'roomEntered', roomId});
    await client.close();
    expect([turns, openIn(dataDir)]).toEqual([turns, []]);
  }
  const client = await begun();
  const again = toMember(client, 'bob', token);
  await again.sees('the room', state => state.roomById[roomId]);
  enter(again, roomId);
  await again.sees('what was said meanwhile', () => again.texts(roomId).includes('meanwhile'));
  await client.close();
  expect(openIn(dataDir)).toEqual([]);
});

test('what the server says while it is being closed begins nothing', async () => {
  const on = await world();
  const {alice, roomId} = await aliceAndBob(on);
  const dataDir = await temporaryFolder();
  const carol = await member(on.url, 'carol', {dataDir, secretPlace: secretsOf('carol'), history: HISTORY});
  const changes: string[] = [];
  const closed = carol.client.close();
  carol.client.addPart({on: {roomOpened: () => void changes.push('roomOpened')}});
  await openDirect(alice.client, 'carol');
  await sendAndWait(alice.client, roomId, {text: 'after'});
  await closed;
  expect(changes).toEqual([]);
  expect(openIn(dataDir)).toEqual([]);
});
