/** The record of strace is read as it is written, also where it tells of a call in two parts. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect, test} from '@jest/globals';
import {readTrace, type Step} from '../../faults/machine/trace.ts';
import {cleanUp, temporaryFolder} from '../support/program.ts';

afterEach(cleanUp);

const hex = (text: string) =>
  Array.from(Buffer.from(text), byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

async function stepsOf(...lines: readonly string[]): Promise<Step[]> {
  const path = join(temporaryFolder(), 'trace');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const steps: Step[] = [];
  for await (const step of readTrace(path)) steps.push(step);
  return steps;
}

const WAL = `17<${hex('/data/chat.db-wal')}>`;
const FOLDER = `18<${hex('/data')}>`;

test('calls told at once', async () => {
  const steps = await stepsOf(
    `100 pwrite64(${WAL}, "${hex('abc')}", 3, 4096) = 3`,
    `100 fdatasync(${WAL}) = 0`,
    `100 fsync(${FOLDER}) = -1 EIO (Input/output error) (INJECTED)`,
  );
  expect(steps).toEqual([
    {kind: 'write', path: '/data/chat.db-wal', at: 4_096, bytes: Buffer.from('abc')},
    {kind: 'sync', path: '/data/chat.db-wal', hasFailed: false},
    {kind: 'sync', path: '/data', hasFailed: true},
  ]);
});

test('calls told in two parts, whose ends stand in a column of their own', async () => {
  const steps = await stepsOf(
    `100 pwrite64(${WAL}, "${hex('abc')}", 3, 4096 <unfinished ...>`,
    `101 write(20<${hex('anon_inode:[eventfd]')}>, "${hex('1')}", 8) = 8`,
    '100 <... pwrite64 resumed>)         = 3',
    `100 fdatasync(${WAL} <unfinished ...>`,
    `101 write(20<${hex('anon_inode:[eventfd]')}>, "${hex('1')}", 8 <unfinished ...>`,
    '100 <... fdatasync resumed>)        = 0',
    '101 <... write resumed>)            = 8',
    `100 fsync(${FOLDER} <unfinished ...>`,
    '100 <... fsync resumed>)            = -1 EIO (Input/output error) (INJECTED)',
  );
  expect(steps).toEqual([
    {kind: 'write', path: '/data/chat.db-wal', at: 4_096, bytes: Buffer.from('abc')},
    {kind: 'sync', path: '/data/chat.db-wal', hasFailed: false},
    {kind: 'sync', path: '/data', hasFailed: true},
  ]);
});
