/** A large file from one real terminal to another. */
import {afterEach, expect, test} from '@jest/globals';
import {createHash, randomBytes} from 'node:crypto';
import {createReadStream, openSync, closeSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {account, cleanUp, person, serve, temporaryFolder} from '../support/program.ts';
import {openScreenOf, write} from '../support/screen/screens.ts';

afterEach(cleanUp);

const MIB = 1024 ** 2;

function largeFile(name: string, sizeBytes: number): string {
  const path = join(temporaryFolder(), name);
  const file = openSync(path, 'w');
  for (let written = 0; written < sizeBytes; written += MIB) writeSync(file, randomBytes(MIB));
  closeSync(file);
  return path;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

test('64 MiB go by /send and /get, and arrive as they were', async () => {
  const server = await serve(person());
  const alice = await account(server, 'alice');
  const bob = await account(server, 'bob');
  const path = largeFile('holiday.tar', 64 * MIB);
  const sender = await openScreenOf(alice, {columns: 140, rows: 40});
  const receiver = await openScreenOf(bob, {columns: 140, rows: 40});
  await write(sender, `/send ${path}`);
  await receiver.waitFor(/alice.*holiday\.tar/);
  await write(receiver, '/get holiday.tar');
  // Chat goes on meanwhile.
  await write(sender, 'it is on its way');
  await receiver.waitFor('it is on its way');
  const arrived = join(bob.home, 'downloads/holiday.tar');
  await receiver.waitFor('holiday.tar is here');
  expect(await sha256(arrived)).toBe(await sha256(path));
});
