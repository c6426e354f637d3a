/**
 * A program that is killed once a file of an encrypted conversation is decrypted: the next run has it, once, and fetches
 * nothing.
 */
import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {sendFiles, transferFinished} from '../../src/client/actions/transfer.ts';
import {within} from '../support/suite/deadline.ts';
import {world} from '../support/world.ts';
import {memberAgain} from './support/member.ts';
import {aliceAndBob, secretsOf} from './support/sealedMembers.ts';
import {contentOf, downloads, kept, sees, transfers} from './transfersSupport.ts';

const FETCHER = join(import.meta.dirname, 'support/fetcher.ts');

test.each(['download.beforeRename', 'download.afterLink', 'download.afterRename'])('at %s', async step => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const content = randomBytes(100_000);
  const path = join(alice.dataDir, 'plan.bin');
  writeFileSync(path, content);
  const [sent = ''] = await sendFiles(alice.client, {paths: [path], roomId, route: 'relay'});
  await transferFinished(alice.client, sent);
  await sees(bob, 'offered');
  await bob.client.close();
  const key = (await secretsOf('bob')('bob').load()) ?? '';
  const program = ['--disable-warning=ExperimentalWarning', '--experimental-strip-types', FETCHER];
  const told = [on.url, bob.token, bob.dataDir, key, String(roomId), step, 'plan.bin'];
  const child = spawn(process.execPath, [...program, ...told], {stdio: ['ignore', 'inherit', 'inherit']});
  const how = new Promise<string>(resolve => child.once('close', (_code, signal) => resolve(String(signal))));
  expect(await within('the program to end', how)).toBe('SIGKILL');
  // Nobody has the bytes any more.
  rmSync(join(on.dataDir, 'files', transfers(alice)[0]!.fileId!));
  const again = await memberAgain(on.url, bob, {secretPlace: secretsOf('bob')});
  await sees(again, 'done');
  expect(await downloads(again)).toEqual(['plan.bin']);
  expect((await contentOf(transfers(again).find(({status}) => status === 'done')!.path!)).equals(content)).toBe(true);
  expect(await kept(again)).toEqual([]);
});
