/** Files between two people that go from client to client, fall back to the server, and come back. */
import {randomBytes} from 'node:crypto';
import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {acceptTransfer, sendFiles} from '../../src/client/actions/transfer.ts';
import {submit} from '../../src/client/input/submit.ts';
import {FRAME_HEAD_BYTES, openFileChannel} from '../../src/client/peer/fileChannel.ts';
import {openLinkListener} from '../../src/client/peer/link.ts';
import {cleanUp} from '../support/program.ts';
import {between, CHUNK_BYTES, done, fileIn, isWhole, named, offered, some, trust, WAITS} from './support/between.ts';
import {memberAgain, type Member} from './support/member.ts';
import {downloads, pair, sees, sha256, transfers} from './transfersSupport.ts';

afterEach(cleanUp);

describe('a file to one person', () => {
  test('goes directly where both let it: no byte of it is on the server, and the room says so', async () => {
    const made = await between();
    const {ann, bob, one, proxy, roomId} = made;
    const content = randomBytes(3_000_001);
    const id = await offered(made, content);
    const before = proxy.serverBytes;
    await acceptTransfer(bob.client, id);
    await isWhole(made, content);
    expect([ann, bob].map(each => transfers(each)[0]?.route)).toEqual(['direct', 'direct']);
    expect(proxy.passedBytes).toBeGreaterThan(content.length);
    expect(proxy.serverBytes - before).toBeLessThan(100_000);
    const {fileId, ...file} = await fileIn(made);
    expect(file).toMatchObject({state: 'complete', directBytes: content.length, sha256: sha256(content)});
    await expect(stat(join(one.dataDir, 'files', fileId))).rejects.toThrow('ENOENT');
    const {entries} = await bob.client.request('entryList', {roomId, limit: 10});
    expect(entries.slice(-2)).toMatchObject([{kind: 'file'}, {kind: 'fileCompleted', isDirect: true}]);
    expect(await submit(ann.client, '/files @bob')).toMatchObject({
      choices: [{row: ['map.bin', expect.any(String), '@ann', expect.any(String), 'sent directly']}],
    });
    // It is nowhere to be fetched from again.
    await acceptTransferAgain(bob, fileId);
    // A second file finds the channel of the first.
    const {connections} = proxy;
    await acceptTransfer(bob.client, await offered(made, randomBytes(10), 'second'));
    await done(bob, 'second');
    expect(proxy.connections).toBe(connections);
  });

  test('goes on directly after cuts anywhere, with no more than a chunk sent twice at each', async () => {
    const made = await between();
    const {bob, proxy} = made;
    const content = randomBytes(12_000_000);
    const cuts = [0, 700, 1_500, 4_000_000, 3_000_001];
    proxy.fault = connection => {
      const afterBytes = cuts[connection];
      return afterBytes === undefined ? undefined : {afterBytes, how: 'reset'};
    };
    await acceptTransfer(bob.client, await offered(made, content));
    await isWhole(made, content);
    expect(named(bob, 'map.bin')?.route).toBe('direct');
    expect(proxy.connections).toBeGreaterThan(cuts.length);
    expect(proxy.passedBytes).toBeLessThan(content.length * 1.02 + cuts.length * CHUNK_BYTES);
  });

  test('goes over the server while the way is blocked, from the same byte on, and comes back', async () => {
    const made = await between({
      directWaits: {againMs: 50, answerMs: 1_000, stalledMs: 20_000},
      // Slow enough that the way is back long before the end.
      bytesPerSecondMax: 1_500_000,
    });
    const {ann, bob, proxy} = made;
    const content = randomBytes(12_000_000);
    await acceptTransfer(bob.client, await offered(made, content));
    await some(bob, 3_000_000);
    proxy.isBlocked = true;
    proxy.cutAll();
    await bob.sees('the server', () => transfers(bob)[0]?.route === 'relay');
    const {doneBytes} = transfers(bob)[0]!;
    await some(bob, doneBytes + 1_000_000);
    const {directBytes = 0} = await fileIn(made);
    expect(directBytes).toBeGreaterThan(2_000_000);
    expect(directBytes).toBeLessThanOrEqual(doneBytes);
    proxy.isBlocked = false;
    await bob.sees('the direct way', () => transfers(bob)[0]?.route === 'direct');
    for (const {client} of [ann, bob]) await submit(client, '/limit off');
    await isWhole(made, content);
    expect(transfers(ann)[0]?.route).toBe('direct');
    expect(await fileIn(made)).toMatchObject({directBytes: content.length});
  });

  test('that is to go directly alone fails with a sentence where there is no way', async () => {
    const made = await between();
    const {ann, bob, file, proxy} = made;
    proxy.isBlocked = true;
    await submit(ann.client, `/send --direct ${await file('map.bin', 1_000)} @bob`);
    await sees(bob, 'offered');
    await acceptTransfer(bob.client, transfers(bob)[0]!.transferId);
    await sees(ann, 'failed');
    expect(transfers(ann)[0]?.error).toMatchObject({code: 'direct-failed'});
    await sees(bob, 'cancelled');
    expect(await downloads(bob)).toEqual([]);
    // Nothing else can go directly: it is said at once.
    await sendFiles(ann.client, {paths: [await file('x', 10)], roomId: 1, route: 'direct'});
    await ann.sees('why not', () => transfers(ann).some(({error}) => error?.code === 'direct-unfit'));
  });

  test('goes on after a restart of either program and of the server', async () => {
    const made = await between({...WAITS, bytesPerSecondMax: 4_000_000});
    const {one, proxy} = made;
    const content = randomBytes(16_000_000);
    await acceptTransfer(made.bob.client, await offered(made, content));
    await some(made.bob, 2_000_000);
    await one.restart();
    await made.bob.sees('the server', ({connection}) => connection.status === 'online');
    await made.bob.client.close();
    const bob = await memberAgain(proxy.url, made.bob, WAITS);
    await some(bob, 5_000_000);
    await made.ann.client.close();
    const before = proxy.serverBytes;
    const ann = await memberAgain(proxy.url, made.ann, WAITS);
    await isWhole({...made, ann, bob}, content);
    // Also what is asked before a program sends again is answered directly.
    expect(proxy.serverBytes - before).toBeLessThan(200_000);
    expect(proxy.passedBytes).toBeLessThan(content.length * 1.02 + 2 * CHUNK_BYTES);
    expect(await fileIn({...made, bob})).toMatchObject({state: 'complete', directBytes: content.length});
  });

  test('goes over the server to a program that knows of nothing else, and where nobody takes it', async () => {
    const made = await pair({}, undefined, {directWaits: {answerMs: 300, takenMs: 50}});
    const {ann, bob, one, roomId, file} = made;
    await trust(made);
    // Offered directly, and not taken for a while.
    await sendFiles(ann.client, {paths: [await file('waits', 5_000)], roomId});
    await done(ann, 'waits');
    await bob.client.close();
    const old = await memberAgain(one.url, bob, {isHeadless: true});
    await sendFiles(ann.client, {paths: [await file('old', 5_000)], roomId});
    await done(ann, 'old');
    const {files} = await old.client.request('fileList', {roomId});
    expect(files.map(({name, state, directBytes}) => [name, state, directBytes])).toEqual([
      ['old', 'complete', undefined],
      ['waits', 'complete', undefined],
    ]);
  });
});

/** What went directly is on no server. */
async function acceptTransferAgain(bob: Member, fileId: string): Promise<void> {
  const file = await bob.client.request('fileShow', {fileId});
  const id = await bob.client.parts.transfers.fetch(file, {transferId: bob.client.options.newId()});
  await bob.sees('that it is gone', ({transferById}) => transferById[id]?.error?.code === 'file-direct');
}

describe('a channel', () => {
  test('stands where only one side can be dialled, whichever it is, and goes on after each pause', async () => {
    const sessionId = 'a'.repeat(22);
    const sum = {t: 'sum' as const, id: sessionId, sha256: sha256(Buffer.alloc(0))};
    for (const isOther of [true, false]) {
      const [one, two] = await Promise.all([
        openLinkListener({hasLoopback: true}),
        openLinkListener({hasLoopback: true}),
      ]);
      const closed = await openLinkListener({hasLoopback: true});
      closed.close();
      const known = {sessionId, psk: randomBytes(32)};
      const [asking, giving] = await Promise.all([
        one
          .connect({...known, candidates: (isOther ? closed : two).found.candidates, isAsker: true, isBulk: true})
          .then(link => {
            const channel = openFileChannel(link, 'two');
            const taken: Buffer[] = [];
            // It asks for a pause after each.
            channel.onBytes = bytes => {
              taken.push(Buffer.from(bytes));
              setImmediate(() => channel.resume());
              return false;
            };
            return {channel, taken};
          }),
        two
          .connect({...known, candidates: isOther ? one.found.candidates : [], isAsker: false})
          .then(link => openFileChannel(link, 'one')),
      ]);
      const content = randomBytes(600_000);
      for (const part of [content.subarray(0, 300_000), content.subarray(300_000)])
        giving.send(Buffer.concat([Buffer.alloc(FRAME_HEAD_BYTES), part]), () => undefined);
      giving.say(sum);
      expect(await asking.channel.next(Infinity)).toEqual(sum);
      expect(Buffer.concat(asking.taken).equals(content)).toBe(true);
      asking.channel.close();
      giving.close();
    }
  });
});
