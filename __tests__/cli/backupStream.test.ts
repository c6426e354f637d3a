/** Backups and imports that go through a pipe: nothing of them stays behind, however they end, and a stream can be checked. */
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readdirSync, watch, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {within} from '../support/suite/deadline.ts';
import {
  account,
  BIN,
  cleanUp,
  jsonLinesOf,
  onCleanUp,
  person,
  serve,
  temporaryFolder,
  type Person,
} from '../support/program.ts';

let operator: Person;
let dataDir: string;

beforeAll(async () => {
  operator = person();
  await account(await serve(operator), 'ann');
  dataDir = join(operator.home, 'server');
});
afterAll(cleanUp);

const leftIn = (folder: string): string[] => readdirSync(folder).filter(name => name.startsWith('chat-tui-copy-'));

/** As soon as a folder that is not kept is there. */
async function begun(folder: string): Promise<void> {
  const watcher = watch(folder);
  try {
    while (leftIn(folder).length === 0) await within('its folder', once(watcher, 'change'));
  } finally {
    watcher.close();
  }
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s', (signal, code) => {
  test('ends a backup that nobody reads, and nothing of it stays', async () => {
    const TMPDIR = temporaryFolder();
    const child = spawn(process.execPath, [BIN, 'admin', 'backup', '-'], {
      env: {...operator.env, TMPDIR},
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onCleanUp(() => void child.kill('SIGKILL'));
    await within('its first bytes', once(child.stdout, 'readable'));
    expect(leftIn(TMPDIR)).toHaveLength(1);
    child.kill(signal);
    expect(await within('its end', once(child, 'exit'))).toEqual([code, null]);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  test('ends an import whose lines have not all come, and nothing of it stays', async () => {
    const child = operator.start(['admin', 'import', '-'], {keepsInput: true});
    child.child.stdin?.write('{"kind":"chat-tui export"}\n');
    await begun(dataDir);
    expect(await child.stop(signal)).toMatchObject({code});
    expect(leftIn(dataDir)).toEqual([]);
  });
});

test('what a killed import has left is in no backup, and the next one removes it', async () => {
  const killed = operator.start(['admin', 'import', '-'], {keepsInput: true});
  await begun(dataDir);
  await killed.stop('SIGKILL');
  expect(leftIn(dataDir)).toHaveLength(1);
  // Of one that is still at work.
  const atWork = `chat-tui-copy-${process.pid}-Ab1234`;
  mkdirSync(join(dataDir, atWork));
  writeFileSync(join(dataDir, atWork, 'import.jsonl'), 'words of others\n');
  const folder = temporaryFolder();
  expect(await operator.call(['admin', 'backup', folder])).toMatchObject({code: 0});
  const [name = ''] = readdirSync(folder);
  expect(leftIn(join(folder, name))).toEqual([]);
  expect((await operator.call(['admin', 'import', '-'], {stdin: 'no export\n'})).code).not.toBe(0);
  expect(leftIn(dataDir)).toEqual([atWork]);
});

test('folders of somebody else stay, whatever date or number is in their names', async () => {
  const TMPDIR = temporaryFolder();
  const others = ['backup-20261130-full', 'backup-999999999-Ab1234', 'chat-tui-copy-999999999', 'chat-tui-copy-1-2-3'];
  for (const name of others) mkdirSync(join(TMPDIR, name));
  expect(await operator.run(['restore', '-', '--check'], {stdin: 'none\n', env: {TMPDIR}})).toMatchObject({code: 2});
  expect(readdirSync(TMPDIR).toSorted()).toEqual(others.toSorted());
});

test('restore --check reads a stream as well, and says with --json what it is', async () => {
  const TMPDIR = temporaryFolder();
  const env = {...operator.env, TMPDIR};
  const {stdout: stream, status} = spawnSync(process.execPath, [BIN, 'admin', 'backup', '-'], {env});
  expect(status).toBe(0);
  const check = (bytes: Buffer, ...more: string[]) =>
    person().run(['restore', '-', '--check', ...more], {stdin: bytes, env: {TMPDIR}});
  expect(await check(stream)).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^The backup is whole: saved at .*\n$/),
    stderr: '',
  });
  const told = await check(stream, '--json');
  expect(jsonLinesOf(told.stdout)).toEqual([
    {from: '-', madeAtMs: expect.any(Number), entries: expect.any(Number), files: 0},
  ]);
  const cut = await check(stream.subarray(0, stream.length / 2));
  expect(cut).toMatchObject({code: 2, stdout: '', stderr: expect.stringMatching(/no whole backup/)});
  expect(readdirSync(TMPDIR)).toEqual([]);

  const folder = temporaryFolder();
  await operator.call(['admin', 'backup', folder]);
  const [name = ''] = readdirSync(folder);
  const [kept] = jsonLinesOf((await person().call(['restore', folder, '--check', '--json'])).stdout);
  expect(kept).toMatchObject({from: join(folder, name), files: 0});
});
