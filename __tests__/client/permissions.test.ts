/** What a friend may do without asking: said by commands, kept on this machine, heeded when files are offered. */
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {submit} from '../../src/client/input/submit.ts';
import {memberAgain, temporaryFolder} from './support/member.ts';
import {downloads, pair, sees, transfers} from './transfersSupport.ts';

const refused = (code: string) => ({kind: 'refused', code});

test('files of a friend are taken as far as that was allowed, by one program, and asked about again afterwards', async () => {
  const {one, ann, bob, roomId, file} = await pair();
  const say = (line: string) => submit(bob.client, line);
  const send = async (name: string, bytes: number) => {
    await sendFiles(ann.client, {paths: [await file(name, bytes)], roomId});
  };
  const statusOf = (name: string) => transfers(bob).find(transfer => transfer.name === name)?.status;
  const offered = (name: string) => bob.sees(`${name} offered`, () => statusOf(name) === 'offered');
  const taken = (name: string) => bob.sees(`${name} taken`, () => statusOf(name) === 'done');

  // Nobody has a permission who is no friend, and nobody has one by being a friend.
  expect(await say('/friend set @ann auto-accept 1M')).toMatchObject(refused('not-a-friend'));
  await submit(ann.client, '/friend add @bob');
  await bob.sees('the request', ({contacts}) => contacts.get('ann')?.state === 'asking');
  await say('/friend accept @ann');
  await send('before.txt', 10);
  await offered('before.txt');
  expect(await bob.client.permissions.of('ann')).toEqual({acceptBytes: 0, direct: 'ask'});

  const folder = await temporaryFolder();
  expect(await say(`/friend set @ann auto-accept 1k ${folder}`)).toMatchObject({
    kind: 'told',
    sentence: expect.stringMatching(/^@ann: files to 1.00 KiB into /),
  });
  await say('/friend set @ann direct never');
  await say('/friend set all direct always');
  expect(await bob.client.permissions.of('ann')).toEqual({acceptBytes: 1024, acceptFolder: folder, direct: 'never'});
  expect(await bob.client.permissions.of('somebody')).toEqual({acceptBytes: 0, direct: 'always'});
  expect(await say('/friend')).toMatchObject({
    rows: [expect.stringMatching(/KiB into .* · direct: never$/), expect.anything()],
  });

  await send('../small.txt', 1024);
  await taken('small.txt');
  // A program that begins later takes what was open, unless another one has it already.
  const again = await memberAgain(one.url, bob);
  await again.sees('what was open', () =>
    transfers(again).some(one => one.name === 'before.txt' && one.status === 'done'),
  );
  await again.client.close();
  expect((await readdir(folder)).toSorted()).toEqual(['before.txt', 'small.txt']);
  await send('large.txt', 1025);
  await offered('large.txt');
  expect(await downloads(bob)).toEqual([]);

  await say('/friend set @ann auto-accept default');
  await say('/friend set all auto-accept 2k from-friends');
  await send('large.bin', 2000);
  await taken('large.bin');
  expect(await readdir(join(bob.client.options.downloadsDir, 'from-friends'))).toEqual(['large.bin']);
  await say('/friend set @ann auto-accept off');
  await send('asked.txt', 5);
  await offered('asked.txt');
  await say('/friend set @ann auto-accept default');
  await submit(ann.client, '/friend remove @bob');
  await bob.sees('no friend', ({contacts}) => !contacts.has('ann'));
  await send('stranger.txt', 5);
  await offered('stranger.txt');
});

test('B76 what is said wrongly, or leads elsewhere, is refused with what to type', async () => {
  const {ann, bob} = await pair();
  await submit(ann.client, '/friend add @bob');
  await bob.sees('the request', ({contacts}) => contacts.get('ann')?.state === 'asking');
  await submit(bob.client, '/friend accept @ann');
  for (const words of [
    '',
    '@ann',
    '@ann auto-accept',
    '@ann auto-accept much',
    '@ann direct maybe',
    '@ann direct ask x',
  ])
    expect(await submit(bob.client, `/friend set ${words}`)).toMatchObject(refused('command-usage'));
  for (const folder of ['../elsewhere', 'a/../../b', '/etc/passwd', '/dev/null'])
    expect(await submit(bob.client, `/friend set @ann auto-accept 1M ${folder}`)).toMatchObject(
      refused('file-unwritable'),
    );
  expect(await bob.client.permissions.list()).toEqual(new Map());
});

test('B76 of one person it is a hundred files and twenty times the size a day', async () => {
  const {bob} = await pair();
  const {permissions} = bob.client;
  await permissions.change('ann', {acceptBytes: 100});
  const claim = (fileId: string, sizeBytes: number, atMs = 1_000) =>
    permissions.claim({fileId, name: 'ann', sizeBytes}, atMs);
  const claims = async (count: number, sizeBytes: number, atMs: number) => {
    let taken = 0;
    for (let at = 0; at < count; at++) if (await claim(`${atMs} ${sizeBytes} ${at}`, sizeBytes, atMs)) taken++;
    return taken;
  };
  expect(await claim('one', 100)).toBe(true);
  expect(await claim('one', 100)).toBe(false);
  expect(await claim('large', 101)).toBe(false);
  expect(await claims(30, 100, 1_000)).toBe(19);
  const dayLaterMs = 1_001 + 24 * 60 * 60 * 1000;
  expect(await claims(110, 1, dayLaterMs)).toBe(100);
  expect(await permissions.claim({fileId: 'other', name: 'eve', sizeBytes: 1}, dayLaterMs)).toBe(false);
});

test('B76 it is there after a restart, and no shell verb takes what it was not told to', async () => {
  const {one, ann, bob, roomId, file} = await pair();
  await submit(ann.client, '/friend add @bob');
  await bob.sees('the request', ({contacts}) => contacts.get('ann')?.state === 'asking');
  await submit(bob.client, '/friend accept @ann');
  await submit(bob.client, '/friend set @ann auto-accept 1M');
  await bob.client.close();
  const verb = await memberAgain(one.url, bob, {isHeadless: true});
  await sendFiles(ann.client, {paths: [await file('a.txt', 10)], roomId});
  await sees(ann, 'done');
  expect(transfers(verb)).toEqual([]);
  await verb.client.close();
  // What came meanwhile is taken on return.
  const again = await memberAgain(one.url, bob);
  await sees(again, 'done');
  expect(await downloads(again)).toEqual(['a.txt']);
});
