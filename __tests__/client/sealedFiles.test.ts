/** Files of encrypted conversations: what changes while it is encrypted is not sent, and folders are called what they are. */
import {appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {submit} from '../../src/client/input/submit.ts';
import {checkBundle} from '../../src/client/transfers/up/bundle.ts';
import {checkSource, type Source} from '../../src/client/transfers/up/source.ts';
import {world} from '../support/world.ts';
import {throughGates} from './support/heldRequests.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {aliceAndBob, entriesOf} from './support/sealedMembers.ts';

test('what has changed since it was looked at is not offered, and no copy of it stays', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const path = join(alice.dataDir, 'build.log');
  const folder = join(alice.dataDir, 'orchard');
  mkdirSync(folder);
  for (const one of [path, join(folder, 'quince.txt')]) writeFileSync(one, 'a line\n'.repeat(200_000));
  const sources: Source[] = [await checkSource(path), await checkBundle([folder])];
  for (const one of [path, join(folder, 'quince.txt')]) appendFileSync(one, 'one more line\n');
  for (const source of sources)
    await expect(alice.client.parts.transfers.send([source], roomId)).rejects.toMatchObject({code: 'file-changed'});
  expect((await bob.client.request('fileList', {roomId})).files).toEqual([]);
  expect(readdirSync(join(alice.dataDir, 'transfers', 'copies'))).toEqual([]);
  await alice.client.parts.transfers.send([await checkSource(path)], roomId);
  await bob.sees('the offer', () => entriesOf(bob, roomId).some(({kind}) => kind === 'file'));
});

test('a folder is offered by its name at once, and taken by it; sent once more it keeps that', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const folder = join(alice.dataDir, 'orchard');
  mkdirSync(folder);
  writeFileSync(join(folder, 'quince.txt'), 'a quince');
  const bundle = {files: 1, names: ['orchard/']};
  // The bytes do not get through at first.
  const opens = throughGates(alice, {
    up: name => (name === 'fileComplete' ? Promise.reject(new ChatError('quota-full')) : undefined),
  });
  const [sent = ''] = await sendFiles(alice.client, {paths: [folder], roomId, route: 'relay'});
  await expect(alice.client.parts.transfers.finished(sent)).rejects.toMatchObject({code: 'quota-full'});
  opens();
  await alice.client.parts.transfers.retry(sent);
  await alice.client.parts.transfers.finished(sent);
  expect(alice.client.getState().transferById[sent]).toMatchObject({name: 'orchard.tar', bundle});
  const offers = () => Object.values(bob.client.getState().transferById).filter(({status}) => status === 'offered');
  const {fileId} = alice.client.getState().transferById[sent]!;
  await bob.sees('the new offer alone', () => offers().length === 1 && offers()[0]?.fileId === fileId);
  expect(offers()[0]).toMatchObject({name: 'orchard.tar', bundle});
  expect(entriesOf(bob, roomId).findLast(({kind}) => kind === 'file')).toMatchObject({bundle});
  const {transferId} = offers()[0]!;
  await submit(bob.client, '/accept orchard');
  const {path = ''} = await bob.client.parts.transfers.finished(transferId);
  expect(readFileSync(join(path, 'quince.txt'), 'utf8')).toBe('a quince');
});
