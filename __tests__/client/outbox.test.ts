/** The outbox on a real disk: damaged files, full disks, other people's files. */
import {readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {OutboxMessage} from '../../src/client/sending/outboxRows.ts';
import {newId} from '../../src/cli/shell.ts';
import {temporaryFolder} from './support/member.ts';
import {outboxIn} from './support/outbox.ts';

const message = (text: string, changes: Partial<OutboxMessage> = {}): OutboxMessage => ({
  clientMsgId: newId(),
  roomId: 1,
  roomLabel: '#lobby',
  kind: 'message',
  text,
  writtenAtMs: 1,
  status: 'sending',
  ...changes,
});

/** Leaves these behind. */
async function leave(dir: string, ...messages: OutboxMessage[]): Promise<void> {
  const {outbox} = await outboxIn(dir, {adopts: false});
  messages.forEach(one => outbox.put(one));
  await outbox.close();
}

const files = async (dir: string) => (await readdir(dir)).sort();

describe('what was left', () => {
  test('comes back as it was, in order of writing, from several runs, whatever the clock said', async () => {
    const dir = await temporaryFolder();
    const failed = message('second', {
      writtenAtMs: 3,
      kind: 'action',
      status: 'failed',
      error: {code: 'message-too-long', detail: '5 of 4 characters'},
    });
    const strange = message('zeros \0 and 👩‍👩‍👧 and\nlines', {writtenAtMs: 9});
    await leave(dir, strange, failed);
    const last = message('last');
    await leave(dir, last);
    const {outbox, leftovers} = await outboxIn(dir);
    expect(leftovers).toEqual([strange, failed, last]);
    await outbox.close();
    expect(await files(dir)).toHaveLength(1);
  });

  test('is gone when it was removed, and nothing else of the run stays', async () => {
    const dir = await temporaryFolder();
    const {outbox} = await outboxIn(dir);
    const one = message('sent');
    outbox.put(one);
    outbox.remove(one.clientMsgId);
    await outbox.close();
    expect(await files(dir)).toEqual(['store.sqlite']);
    const {outbox: again, leftovers} = await outboxIn(dir);
    expect(leftovers).toEqual([]);
    await again.close();
  });

  test('stays where it is for a shell verb', async () => {
    const dir = await temporaryFolder();
    await leave(dir, message('for the screen'));
    const {outbox, leftovers} = await outboxIn(dir, {adopts: false});
    expect(leftovers).toEqual([]);
    await outbox.close();
    expect(await files(dir)).toHaveLength(1);
  });

  test('can be read by its owner only', async () => {
    const dir = join(await temporaryFolder(), 'outbox');
    await leave(dir, message('secret'));
    const [name = ''] = await files(dir);
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
  });
});

describe('a damaged file', () => {
  test.each([
    ['garbage', () => Buffer.from('this is no database, only text that somebody put here '.repeat(100))],
    ['half of it', (whole: Buffer) => whole.subarray(0, Math.floor(whole.length / 2) + 100)],
    [
      'a hole in the middle',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, 100), Buffer.alloc(whole.length - 100, 0xff)]),
    ],
  ])('with %s is moved aside, kept, and told; the rest is found', async (_what, spoil) => {
    const dir = await temporaryFolder();
    await leave(dir, ...Array.from({length: 50}, (_, index) => message(`lost ${index} ${'x'.repeat(500)}`)));
    const [name = ''] = await files(dir);
    await writeFile(join(dir, name), spoil(await readFile(join(dir, name))));
    await leave(dir, message('found'));
    const {outbox, leftovers, damagedPaths} = await outboxIn(dir);
    expect(damagedPaths).toEqual([join(dir, `${name}.damaged-1000`)]);
    expect(await files(dir)).toContain(`${name}.damaged-1000`);
    expect(leftovers.map(({text}) => text)).toEqual(['found']);
    outbox.put(message('it still works'));
    await outbox.close();
  });
});

describe('a disk', () => {
  test('that is full refuses the message with a reason, and takes the next one that fits', async () => {
    const dir = await temporaryFolder();
    const {outbox} = await outboxIn(dir, {sizeBytesMax: 64 * 1024});
    const long = () => outbox.put(message('x'.repeat(60_000)));
    const tries = () => {
      for (let count = 0; count < 3; count++) long();
    };
    expect(tries).toThrow(expect.objectContaining({code: 'outbox-full', detail: expect.stringContaining('full')}));
    expect(() => outbox.put(message('short'))).not.toThrow();
    await outbox.close();
    const {outbox: again, leftovers} = await outboxIn(dir);
    expect(leftovers.at(-1)?.text).toBe('short');
    await again.close();
  });

  test('that cannot be written says so', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(outboxIn(join(file, 'outbox'))).rejects.toMatchObject({code: 'ENOTDIR'});
  });
});
