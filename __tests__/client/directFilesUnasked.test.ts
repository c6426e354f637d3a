/** Files between two people begin at once: over the server while somebody is asked, looked for, or does not answer. */
import {createHash, randomBytes} from 'node:crypto';
import {afterEach, describe, expect, test} from '@jest/globals';
import {answerAddress} from '../../src/client/actions/people/permissions.ts';
import {acceptTransfer, sendFiles} from '../../src/client/actions/transfer.ts';
import {submit} from '../../src/client/input/submit.ts';
import {parseFileSignal} from '../../src/shared/peer/fileSignal.ts';
import {asker, PATCH} from '../server/filesSupport.ts';
import {cleanUp} from '../support/program.ts';
import {done, fileIn, isWhole, named, offered, some, trust, WAITS} from './support/between.ts';
import type {Member} from './support/member.ts';
import {contentOf, pair, sees, transfers} from './transfersSupport.ts';

afterEach(cleanUp);

/** Longer than any test: what waits for one of these never ends. */
const ENDLESS = 3_600_000;
const SLOW = {directWaits: {...WAITS.directWaits, answerMs: ENDLESS, takenMs: ENDLESS, headStartMs: 1}};
const asked = (one: Member) => one.sees('the question', ({addressAsked}) => addressAsked.length === 1);
const isAsked = ({client}: Member) => client.getState().addressAsked.length > 0;

describe('a file to one person', () => {
  test('that is small goes over the server and asks nobody, also where its sender would let it go directly', async () => {
    const made = await pair({}, undefined, WAITS);
    const {ann, bob} = made;
    await acceptTransfer(bob.client, await offered(made, randomBytes(12), 'first'));
    expect((await done(bob, 'first')).route).toBeUndefined();
    await done(ann, 'first');
    await ann.client.permissions.change('bob', {direct: 'always'});
    await acceptTransfer(bob.client, await offered(made, randomBytes(12), 'second'));
    expect((await done(bob, 'second')).route).toBe('relay');
    expect([ann, bob].map(isAsked)).toEqual([false, false]);
    // Where nothing else is left, it is a question all the same.
    await sendFiles(ann.client, {paths: [await made.file('third', 12)], roomId: made.roomId, route: 'direct'});
    await sees(bob, 'offered');
    await acceptTransfer(bob.client, named(bob, 'third')!.transferId);
    await asked(bob);
    await answerAddress(bob.client, 'ann', true);
    expect((await done(bob, 'third')).route).toBe('direct');
  });

  test('flows over the server while both are asked, and goes on directly once both have said yes', async () => {
    const made = await pair({}, undefined, {...WAITS, bytesPerSecondMax: 1_000_000});
    const {ann, bob} = made;
    const content = randomBytes(6_000_000);
    await acceptTransfer(bob.client, await offered(made, content));
    await asked(ann);
    await some(bob, 300_000);
    expect([ann, bob].map(isAsked)).toEqual([true, false]);
    await answerAddress(ann.client, 'bob', true);
    await asked(bob);
    await some(bob, transfers(bob)[0]!.doneBytes + 300_000);
    await answerAddress(bob.client, 'ann', true);
    await bob.sees('the direct way', () => transfers(bob)[0]?.route === 'direct');
    for (const {client} of [ann, bob]) await submit(client, '/limit off');
    await isWhole(made, content);
    expect(transfers(ann)[0]?.route).toBe('direct');
    expect(await fileIn(made)).toMatchObject({state: 'complete', directBytes: content.length});
  });

  test('stays on the server where one declines; it is asked once, and the next one knows', async () => {
    const made = await pair({}, undefined, {directWaits: {...WAITS.directWaits, answerMs: 3_000}});
    const {ann, bob, one} = made;
    const content = randomBytes(2_000_000);
    await acceptTransfer(bob.client, await offered(made, content));
    await isWhole(made, content);
    // What it was asked for is here; the answer is for the next one.
    await asked(ann);
    await answerAddress(ann.client, 'bob', true);
    await acceptTransfer(bob.client, await offered(made, content, 'second'));
    await asked(bob);
    await answerAddress(bob.client, 'ann', false);
    expect((await done(bob, 'second')).route).toBe('relay');
    expect((await fileIn(made)).directBytes).toBeUndefined();
    await acceptTransfer(bob.client, await offered(made, content, 'third'));
    expect((await done(bob, 'third')).route).toBeUndefined();
    expect([ann, bob].map(isAsked)).toEqual([false, false]);
    expect(await submit(bob.client, '/friend set @ann direct always')).toMatchObject({kind: 'told'});
    await acceptTransfer(bob.client, await offered(made, content, 'fourth'));
    expect((await done(bob, 'fourth')).route).toBe('direct');
    expect(one.logLines.join('\n')).not.toContain('failed');
  });

  test('is offered and sent at once to a program that never says whether it takes files directly', async () => {
    const made = await pair({}, undefined, SLOW);
    const {ann, bob, one, roomId, file} = made;
    await trust(made);
    await bob.client.close();
    // It says that it knows of them.
    const silent = await one.device({token: bob.token, capabilities: ['directFiles']});
    await silent.request('sessionOpen', {});
    await sendFiles(ann.client, {paths: [await file('map.bin', 2_000_000)], roomId});
    await done(ann);
    const {files} = await silent.request('fileList', {roomId});
    expect(files).toMatchObject([{name: 'map.bin', state: 'complete'}]);
  });

  test('comes over the server from the moment it is taken where its sender never comes on any direct way', async () => {
    const made = await pair({}, undefined, SLOW);
    const {ann, bob, one, roomId} = made;
    await trust(made);
    await ann.client.close();
    const content = randomBytes(2_000_000);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const sender = await one.device({token: ann.token, capabilities: ['directFiles']});
    await sender.request('sessionOpen', {});
    const offer = {roomId, clientMsgId: one.newId(), name: 'map.bin', sizeBytes: content.length};
    const {fileId} = await sender.request('fileOffer', {...offer, isDirect: true});
    await sees(bob, 'offered');
    await acceptTransfer(bob.client, transfers(bob)[0]!.transferId);
    const isRelay = ({body}: {body: string}) => parseFileSignal(body)?.type === 'relay';
    const {sessionId} = await sender.next('signalReceived', isRelay);
    await sender.request('fileRelay', {fileId, fromByte: 0});
    const body = JSON.stringify({type: 'relayed'});
    await sender.request('signalSend', {name: 'bob', sessionId, body, about: 'file'});
    const ask = asker(one.url, ann.token);
    await ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, content);
    await sender.request('fileComplete', {fileId, sha256});
    const {path = ''} = await done(bob);
    expect((await contentOf(path)).equals(content)).toBe(true);
  });
});
