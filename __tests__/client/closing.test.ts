/** A client that is closed while it opens things: nothing of it is open when that is done, and nothing comes after. */
import {expect, test} from '@jest/globals';
import {existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {sealedSize} from '../../src/shared/sealed/file.ts';
import {within} from '../support/suite/deadline.ts';
import {world, type World} from '../support/world.ts';
import {clientOf, member, temporaryFolder, toMember, type Member} from './support/member.ts';
import {aliceAndBob, enter, secretsOf} from './support/sealedMembers.ts';

/** What SQLite has beside a file that somebody has open, and what says that a program lives. */
const openIn = (dataDir: string) =>
  readdirSync(dataDir, {recursive: true, encoding: 'utf8'}).filter(name => /\.lock$|-(?:wal|shm|journal)$/.test(name));
/** Nothing says so but the disk. */
async function untilTrue(look: () => boolean): Promise<void> {
  while (!look()) await nextTurn();
}
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

test.each(['close', 'sessionClosed'])('a copy that is being made for a transfer does not outlive %s', async how => {
  const on = await world();
  const {alice, roomId} = await aliceAndBob(on);
  const {client, dataDir} = alice;
  const waits = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const content = async function* () {
    yield Buffer.from('what a pipe has said so far');
    begun.resolve();
    await waits.promise;
    yield Buffer.from('and the rest');
  };
  const source = {path: 'pipe', name: 'pipe', sizeBytes: 0, changedAtMs: 0, inode: 0, content};
  const sending = client.parts.transfers.send([source], roomId).catch((error: unknown) => error);
  await begun.promise;
  const copies = () => readdirSync(join(dataDir, 'transfers', 'copies'));
  expect(copies()).toHaveLength(1);
  if (how === 'close') await client.close();
  else client.dispatch({type: 'sessionClosed'});
  // Whoever writes into the pipe may never do so again.
  expect(await sending).toMatchObject({code: 'disconnected'});
  expect(copies()).toEqual([]);
  waits.resolve();
  await nextTurn();
  expect(copies()).toEqual([]);
});

test('a fetched file that is being decrypted is not waited for; it is decrypted anew the next time', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const content = Buffer.alloc(48 * 1024 ** 2, 'a rambutan, ');
  const path = join(alice.dataDir, 'list.txt');
  writeFileSync(path, content);
  const [sent = ''] = await sendFiles(alice.client, {paths: [path], roomId, route: 'relay'});
  await alice.client.parts.transfers.finished(sent);
  const [file] = (await bob.client.request('fileList', {roomId})).files;
  const fetched = await bob.client.parts.transfers.fetch(file!);
  const {downloadsDir} = bob.client.options;
  const there = () => readdirSync(downloadsDir);
  const isOpening = () => there().some(name => name.endsWith('.opened'));
  await within('the decrypting', untilTrue(isOpening));
  await bob.client.close();
  const [part = '', ...others] = there();
  expect([part, others]).toEqual([expect.stringMatching(/\.part$/), []]);
  expect(statSync(join(downloadsDir, part)).size).toBe(sealedSize(content.length));
  const again = toMember(await startedAgain(on, bob), 'bob', bob.token);
  await again.sees('all of it', ({transferById}) => transferById[fetched]?.status === 'done');
  expect(readFileSync(join(downloadsDir, 'list.txt')).equals(content)).toBe(true);
  expect(there()).toEqual(['list.txt']);
});
