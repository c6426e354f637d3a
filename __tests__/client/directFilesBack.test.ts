/** Files between two people that change between the direct way and the server at awkward moments. */
import {randomBytes} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {acceptTransfer, sendFiles} from '../../src/client/actions/transfer.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {submit} from '../../src/client/input/submit.ts';
import {cleanUp} from '../support/program.ts';
import {world} from '../support/world.ts';
import {between, done, fileIn, isWhole, named, offered, some, WAITS} from './support/between.ts';
import {member, memberAgain, temporaryFolder} from './support/member.ts';
import {sees, transfers} from './transfersSupport.ts';

afterEach(cleanUp);

describe('a file to one person', () => {
  test('goes on where its sender still believes in a connection that the receiver has given up', async () => {
    const made = await between({directWaits: {againMs: 50, answerMs: 300, stalledMs: 200}});
    const {bob, proxy} = made;
    await made.ann.client.close();
    const ann = await memberAgain(proxy.url, made.ann, {directWaits: {againMs: 50, answerMs: 300, stalledMs: 1_500}});
    const content = randomBytes(4_000_000);
    proxy.fault = () => ({afterBytes: 1_000_000, how: 'stall'});
    await acceptTransfer(bob.client, await offered({...made, ann}, content));
    await some(bob, 500_000);
    // Nothing else is tried first.
    await bob.client.permissions.change('ann', {direct: 'never'});
    await isWhole({...made, ann}, content);
    expect(named(bob, 'map.bin')?.route).toBe('relay');
  });

  test('that begins the conversation is shown to the one it is for, whatever was signalled before', async () => {
    const one = await world();
    const [ann, bob] = [await member(one.url, 'ann', WAITS), await member(one.url, 'bob', WAITS)];
    for (const [client, name] of [
      [ann.client, 'bob'],
      [bob.client, 'ann'],
    ] as const)
      await client.permissions.change(name, {direct: 'always'});
    const {roomId} = await openDirect(ann.client, 'bob');
    const path = join(await temporaryFolder(), 'first');
    await writeFile(path, randomBytes(1_000));
    await sendFiles(ann.client, {paths: [path], roomId});
    await sees(bob, 'offered');
    const {entries} = await bob.client.request('entryList', {roomId, limit: 10});
    expect(entries.at(-1)).toMatchObject({kind: 'file', name: 'first'});
    await acceptTransfer(bob.client, transfers(bob)[0]!.transferId);
    expect((await done(bob, 'first')).route).toBe('direct');
  });

  test('that went over the server from its first byte on still ends directly', async () => {
    const made = await between({...WAITS, bytesPerSecondMax: 1_000_000});
    const {ann, bob} = made;
    const content = randomBytes(4_000_000);
    const id = await offered(made, content);
    await bob.client.permissions.change('ann', {direct: 'never'});
    await acceptTransfer(bob.client, id);
    await some(bob, 300_000);
    expect(named(bob, 'map.bin')?.route).toBe('relay');
    expect((await fileIn(made)).directBytes).toBeUndefined();
    await bob.client.permissions.change('ann', {direct: 'always'});
    await bob.sees('the direct way', () => transfers(bob)[0]?.route === 'direct');
    for (const {client} of [ann, bob]) await submit(client, '/limit off');
    await isWhole(made, content);
    expect(await fileIn(made)).toMatchObject({state: 'complete', directBytes: content.length});
  });
});
