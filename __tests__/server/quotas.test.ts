/** What one person may take of the disk and of the server's attention, and how it is given back. */
import {describe, expect, test} from '@jest/globals';
import {statfsSync, utimesSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {armFaultPoint} from '../../src/shared/machine/faultPoint.ts';
import {asker, creation, PATCH, scene, type Scene} from './filesSupport.ts';
import {failCommits} from '../support/machine/failingCommits.ts';
import {world, type Person, type World} from '../support/world.ts';

const HUGE = Number.MAX_SAFE_INTEGER;
const LIMITS = {messageGraphemesMax: 4_000, messageBytesMax: 65_536, fileBytesMax: HUGE, usersMax: 10_000};

const offerIn = (one: World, by: Person, sizeBytes: number, roomId = one.lobby) =>
  by.request('fileOffer', {roomId, clientMsgId: one.newId(), name: 'a', sizeBytes});

describe('the disk', () => {
  test('is promised once, however many ask and however slowly they send; a promise outlives a restart', async () => {
    const one = await world({settings: {limits: LIMITS, filesPerUserBytesMax: HUGE, filesBytesMax: HUGE}});
    const [ann] = (await one.people('ann')) as [Person];
    const {bavail, bsize} = statfsSync(one.dataDir);
    const size = Math.floor((bavail * bsize) / 3);
    const offers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => offerIn(one, ann, size)));
    const ask = () => asker(one.url, ann.token);
    const post = ({fileId}: {fileId: string}) => ask()('POST', '/files/', creation(fileId, size));
    const answers = await Promise.all(offers.map(post));
    const granted = offers.filter((_, index) => answers[index]?.status === 201);
    expect([1, 2]).toContain(granted.length);
    expect(answers.filter(({code}) => code === 'quota-full')).toHaveLength(6 - granted.length);
    const refused = offers.find(offer => !granted.includes(offer));
    // Nor by the other way: what a reader has made by asking for it.
    const download = new AbortController();
    void fetch(new URL(`/files/${refused?.fileId ?? ''}`, one.url), {
      headers: {authorization: `Bearer ${ann.token}`},
      signal: download.signal,
    }).catch(() => undefined);
    const patch = {...PATCH, 'upload-offset': '0'};
    expect(['quota-full', 'file-not-found']).toContain(
      (await ask()('PATCH', `/files/${refused?.fileId ?? ''}`, patch, Buffer.alloc(1))).code,
    );
    download.abort();
    for (const {fileId} of granted) await ask()('PATCH', `/files/${fileId}`, patch, Buffer.alloc(1));
    await one.restart();
    const again = await one.open('ann', ann.token);
    expect((await post(refused!)).code).toBe('quota-full');
    for (const {fileId} of granted) await again.request('fileCancel', {fileId});
    expect((await post(refused!)).status).toBe(201);
  });
});

describe('a share', () => {
  test('of files, of one person and of all, is kept, and given back by deleting', async () => {
    const one = await world({settings: {filesPerUserBytesMax: 1_000, filesBytesMax: 1_500}});
    const [ann, bob] = (await one.people('ann', 'bob')) as [Person, Person];
    const {fileId} = await offerIn(one, ann, 900);
    await expect(offerIn(one, ann, 101)).rejects.toMatchObject({code: 'quota-exceeded'});
    await expect(offerIn(one, bob, 700)).rejects.toMatchObject({code: 'quota-full'});
    await offerIn(one, bob, 600);
    await ann.request('fileCancel', {fileId});
    await offerIn(one, ann, 900);
  });

  test('of files of one room is kept, and another room has its own', async () => {
    const one = await world({settings: {filesPerRoomBytesMax: 100}});
    const [ann, bob] = (await one.people('ann', 'bob')) as [Person, Person];
    await offerIn(one, ann, 60);
    await expect(offerIn(one, bob, 60)).rejects.toMatchObject({code: 'room-quota-full'});
    const {roomId} = await bob.request('roomCreate', {name: 'tea', isPrivate: false});
    const offer = {roomId, clientMsgId: one.newId(), name: 'a', sizeBytes: 60};
    expect(await bob.codeOf('fileOffer', offer)).toBe('ok');
  });

  test('of files that are not sent whole is a number', async () => {
    const one = await world({settings: {unfinishedFilesPerUserMax: 2}});
    const [ann] = (await one.people('ann')) as [Person];
    await Promise.all([offerIn(one, ann, 1), offerIn(one, ann, 1)]);
    await expect(offerIn(one, ann, 1)).rejects.toMatchObject({code: 'unfinished-too-many', detail: '2'});
  });

  test('of the log is kept over a restart; what was stored is acknowledged again, others go on', async () => {
    const one = await world({settings: {logPerUserBytesMax: 3_000}});
    const [ann, bob] = (await one.people('ann', 'bob')) as [Person, Person];
    const say = (by: Person, clientMsgId: string) =>
      by.request('messageSend', {roomId: one.lobby, clientMsgId, kind: 'message', text: 'é'.repeat(500)});
    const first = one.newId();
    const {seq} = await say(ann, first);
    await say(ann, one.newId());
    await expect(say(ann, one.newId())).rejects.toMatchObject({code: 'log-quota-full'});
    expect(await say(ann, first)).toMatchObject({seq});
    await say(bob, one.newId());
    await one.restart();
    const again = await one.open('ann', ann.token);
    await expect(say(again, one.newId())).rejects.toMatchObject({code: 'log-quota-full'});
    expect(await say(again, first)).toMatchObject({seq});
  });

  test('of the log does not pay for what was refused or could not be kept, also when it had been written in part', async () => {
    const one = await world({settings: {unfinishedFilesPerUserMax: 1, logPerUserBytesMax: 3_000}});
    const [ann] = (await one.people('ann')) as [Person];
    await offerIn(one, ann, 1);
    for (let count = 0; count < 30; count++)
      await expect(offerIn(one, ann, 1)).rejects.toMatchObject({code: 'unfinished-too-many'});
    const message = {roomId: one.lobby, kind: 'message' as const, text: 'é'.repeat(500)};
    const say = () => ann.codeOf('messageSend', {...message, clientMsgId: one.newId()});
    failCommits();
    for (let count = 0; count < 5; count++) expect(await say()).toMatch(/^storage-failed/);
    armFaultPoint(undefined, () => undefined);
    expect([await say(), await say()]).toEqual(['ok', 'ok']);
    expect(await say()).toMatch(/^log-quota-full/);
  });
});

describe('an offer without a byte for a day', () => {
  test('is gone, whether some came or none; one with a fresh byte stays', async () => {
    const made: Scene = await scene();
    const {one, ann, asAnn, offer} = made;
    const [none, some, fresh] = [await offer('none', 5), await offer('some', 5), await offer('fresh', 5)];
    for (const fileId of [some, fresh]) {
      await asAnn('POST', '/files/', creation(fileId, 5));
      await asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, Buffer.from('abc'));
    }
    one.clock.turn(25 * 60 * 60 * 1000);
    const at = (ms: number) => new Date(one.clock.now() - ms);
    utimesSync(join(one.dataDir, 'files', some), at(0), at(25 * 60 * 60 * 1000));
    utimesSync(join(one.dataDir, 'files', fresh), at(0), at(60_000));
    await one.restart();
    const again = await one.open('ann', ann.token);
    const state = async (fileId: string) => (await again.request('fileShow', {fileId})).state;
    while ((await state(some)) === 'uploading') await again.request('ping', {});
    expect([await state(none), await state(some), await state(fresh)]).toEqual(['cancelled', 'cancelled', 'uploading']);
    expect(await readdir(join(one.dataDir, 'files'))).toEqual([fresh]);
  });
});

describe('whoever looks after the server', () => {
  test('sees all files and removes any; names of rooms of others are not told; members may not', async () => {
    const {one, ann, bob, asBob, put} = await scene();
    // The first account owns the server; this conversation is between the two others.
    const fileId = await put('secret name', Buffer.alloc(50));
    const {roomId} = await bob.request('directOpen', {name: 'eve'});
    const other = (await bob.request('fileOffer', {roomId, clientMsgId: one.newId(), name: 'b', sizeBytes: 70})).fileId;
    await expect(bob.request('adminFiles', {})).rejects.toMatchObject({code: 'not-allowed'});
    await expect(bob.request('fileDelete', {fileId})).rejects.toMatchObject({code: 'not-allowed'});
    const {files} = await ann.request('adminFiles', {limit: 1});
    expect(files).toMatchObject([{fileId: other, sender: 'bob', name: '', sizeBytes: 70}]);
    const next = await ann.request('adminFiles', {after: {sizeBytes: 70, fileId: other}});
    expect(next.files).toMatchObject([{fileId, name: 'secret name'}]);
    await ann.request('fileDelete', {fileId: other});
    expect(await bob.request('fileShow', {fileId: other})).toMatchObject({state: 'cancelled'});
    await one.server.runConsole(`delete ${fileId}`);
    expect((await asBob('GET', `/files/${fileId}`)).code).toBe('file-gone');
    expect(await readdir(join(one.dataDir, 'files'))).toEqual([]);
    expect(await one.server.runConsole('files')).toEqual([]);
  });
});
