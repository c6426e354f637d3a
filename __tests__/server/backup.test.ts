/** Backups of a running server, and what is restored from them on another machine. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {
  account,
  cleanUp,
  jsonLinesOf,
  passwordOf,
  person,
  serve,
  temporaryFolder,
  type Person,
} from '../support/program.ts';

afterEach(cleanUp);

interface Made {
  path: string;
  files: number;
  linked: number;
  entries: number;
}

/** A server with something in it, in a folder of its own. */
async function hall() {
  const owner = person();
  const dataDir = join(temporaryFolder(), 'data');
  const server = await serve(owner, ['--data', dataDir]);
  const alice = await account(server, 'alice');
  const say = (...words: string[]) => alice.call(['send', '#lobby', ...words]);
  const backup = async (folder: string, ...more: string[]): Promise<Made> => {
    const {code, stdout, stderr} = await owner.run(['admin', 'backup', folder, '--json', '--data', dataDir, ...more]);
    expect([code, stderr]).toEqual([0, '']);
    return jsonLinesOf<Made>(stdout)[0]!;
  };
  return {owner, dataDir, server, say, backup};
}

async function loginAt(url: string): Promise<Person> {
  const alice = person(undefined, {CHAT_TUI_SERVER: url});
  const args = ['login', '--user', 'alice', '--store', 'file', '--password-stdin'];
  expect(await alice.call(args, {stdin: passwordOf('alice')})).toMatchObject({code: 0});
  return alice;
}

async function textsOf(one: Person): Promise<string[]> {
  const {stdout} = await one.call(['tail', '#lobby', '-n', '100', '--json']);
  return jsonLinesOf<{kind: string; text: string; name?: string}>(stdout)
    .filter(({kind}) => kind === 'message' || kind === 'file')
    .map(({text, name}) => name ?? text);
}

describe('a backup', () => {
  test('of a running server is restored elsewhere: accounts, logins, messages, files', async () => {
    const {owner, dataDir, server, say, backup} = await hall();
    const folder = temporaryFolder();
    const file = join(temporaryFolder(), 'report.txt');
    writeFileSync(file, 'all of it');
    await say('before');
    await say('--file', file);
    const first = await backup(folder);
    await say('after');
    const second = await backup(folder);
    expect([first.linked, second.linked, second.files]).toEqual([0, 1, 1]);
    const [id = ''] = readdirSync(join(first.path, 'files'));
    expect(statSync(join(first.path, 'files', id)).ino).toBe(statSync(join(second.path, 'files', id)).ino);
    expect(statSync(second.path).mode & 0o077).toBe(0);
    const record = await owner.call(['admin', 'log', '-n', '1', '--data', dataDir]);
    expect(record.stdout).toContain(`backup  ok  local  ${second.path}`);
    await server.stop();

    const other = person();
    const restored = join(temporaryFolder(), 'restored');
    const told = await other.run(['restore', folder, '--data', restored]);
    expect(told).toMatchObject({code: 0, stderr: '', stdout: expect.stringContaining('1 files')});
    const again = await serve(other, ['--data', restored]);
    const alice = await loginAt(again.url);
    expect(await textsOf(alice)).toEqual(['before', 'report.txt', 'after']);
    const got = join(temporaryFolder(), 'got');
    mkdirSync(got);
    expect(await alice.call(['get', '#lobby', 'report.txt', '--out', got])).toMatchObject({code: 0});
    expect(readFileSync(join(got, 'report.txt'), 'utf8')).toBe('all of it');
    expect(readFileSync(join(restored, 'identity'), 'utf8')).toBe(readFileSync(join(dataDir, 'identity'), 'utf8'));
  });

  test('goes through a pipe', async () => {
    const {owner, dataDir, say} = await hall();
    await say('through the pipe');
    const archive = join(temporaryFolder(), 'archive.tar');
    const {status} = await pipe(owner, `"$@" admin backup - --data "${dataDir}" >"${archive}"`);
    expect(status).toBe(0);
    const restored = join(temporaryFolder(), 'restored');
    const other = person();
    const told = await other.run(['restore', '-', '--data', restored], {stdin: readFileSync(archive)});
    expect(told).toMatchObject({code: 0, stderr: ''});
    const again = await serve(other, ['--data', restored]);
    expect(await textsOf(await loginAt(again.url))).toEqual(['through the pipe']);
  });

  test('keeps as many as are wanted, and works without a server; the data folder itself goes anywhere', async () => {
    const {owner, dataDir, server, say, backup} = await hall();
    await say('before it moves');
    await server.stop();
    const folder = join(temporaryFolder(), 'kept');
    for (let round = 0; round < 3; round++) await backup(folder, '--keep', '2');
    expect(readdirSync(folder)).toHaveLength(2);
    expect(existsSync(join(dataDir, 'admin.sock'))).toBe(false);
    const moved = join(temporaryFolder(), 'moved');
    renameSync(dataDir, moved);
    const again = await serve(owner, ['--data', moved]);
    expect(await textsOf(await loginAt(again.url))).toEqual(['before it moves']);
  });
});

async function pipe(who: Person, script: string): Promise<{status: number | null; stderr: string}> {
  const {spawn} = await import('node:child_process');
  const {BIN} = await import('../support/program.ts');
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, BIN], {
    env: who.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>(resolve => child.once('close', resolve));
  return {status, stderr};
}
