/** Files from the shell: sending, listing, taking. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {execFile, spawnSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {account, BIN, cleanUp, person, serve, temporaryFolder, type Person} from '../support/program.ts';

let alice: Person;
let bob: Person;
let folder: string;

beforeAll(async () => {
  const server = await serve(person(), ['--max-file-size', '5M']);
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
  folder = temporaryFolder();
});
afterAll(cleanUp);

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function fileOf(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('a file', () => {
  test('that is printed leaves nothing behind where the program is ended meanwhile', async () => {
    await alice.call(['send', '#lobby', '--file', fileOf('long.bin', randomBytes(2_000_000))]);
    // The pipe is full: the program stands in the middle of the file.
    const script = `exec 3< <(exec "$1" "$2" get '#lobby' long.bin --out -); read -r -N 1 <&3; kill $!; wait $!; echo $?`;
    const ran = spawnSync('bash', ['-c', `LC_ALL=C; ${script}`, 'bash', process.execPath, BIN], {
      env: bob.env,
      encoding: 'utf8',
    });
    expect([ran.stdout, readdirSync(join(bob.home, 'client/piped'))]).toEqual(['143\n', []]);
  });

  test('is looked at before it is taken, also a compressed archive, and nothing is written', async () => {
    fileOf('in it.txt', Buffer.from('x'));
    const path = join(folder, 'src.tar.gz');
    await promisify(execFile)('tar', ['czf', path, '-C', folder, 'in it.txt']);
    await alice.run(['send', '@bob', '--file', path]);
    expect(await bob.run(['preview', '@alice', 'src.tar.gz'])).toMatchObject({
      code: 0,
      stdout: 'Archive (tar, compressed by gzip), 1 file, 1 B\n\n1 B  in it.txt\n',
    });
    expect((await bob.run(['preview', '@alice', 'none'])).code).toBe(4);
  });

  test('arrives as it was sent, also when the sender has gone', async () => {
    const bytes = randomBytes(3_000_000);
    const path = fileOf('report.bin', bytes);
    const sent = await alice.run(['send', '@bob', '--file', path, '--json']);
    expect(sent).toMatchObject({code: 0, stderr: ''});
    const {fileId: id} = JSON.parse(sent.stdout) as {fileId: string};
    expect((await bob.call(['files', '@alice'])).stdout).toMatch(
      new RegExp(`^${id} +report\\.bin +2\\.86 MiB +@alice`),
    );
    const got = await bob.run(['get', '@alice', 'report.bin']);
    expect(got).toMatchObject({code: 0, stderr: ''});
    const arrived = got.stdout.trim();
    expect(arrived).toBe(join(bob.home, 'downloads/report.bin'));
    expect(sha256(readFileSync(arrived))).toBe(sha256(bytes));
    expect(statSync(arrived).mode & 0o777).toBe(0o600);
  });

  test('has its name wherever it is told of', async () => {
    await alice.call(['send', '@bob', '--file', fileOf('named.txt', Buffer.from('named'))]);
    const {stdout} = await bob.call(['tail', '@alice', '-n', '1']);
    expect(stdout).toMatch(/ -- alice has sent all of named\.txt\n$/);
  });

  test('never overwrites another', async () => {
    const path = fileOf('twice.txt', Buffer.from('the same name'));
    await alice.call(['send', '#lobby', '--file', path]);
    const out = temporaryFolder();
    await bob.call(['get', '#lobby', 'twice.txt', '--out', out]);
    const {stdout} = await bob.call(['get', '#lobby', 'twice.txt', '--out', out, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({name: 'twice.txt', path: join(out, 'twice (1).txt')});
  });

  test('is taken with others in one call, in the order they were named', async () => {
    const paths = ['b.txt', 'a.txt'].map(name => fileOf(name, Buffer.from(name)));
    await alice.run(['send', '#lobby', '--file', ...paths]);
    const out = temporaryFolder();
    const got = await bob.call(['get', '#lobby', 'b.txt', 'a.txt', '--out', out]);
    expect(got).toMatchObject({code: 0, stderr: '', stdout: `${join(out, 'b.txt')}\n${join(out, 'a.txt')}\n`});
    expect(readFileSync(join(out, 'a.txt'), 'utf8')).toBe('a.txt');
  });

  test('goes with a message and with others', async () => {
    const paths = ['one.txt', 'two.txt'].map(name => fileOf(name, Buffer.from(name)));
    expect(await alice.call(['send', '#lobby', '--file', ...paths, '--', 'look'])).toMatchObject({code: 0});
    const {stdout} = await bob.call(['files', '#lobby', '--json']);
    const names = stdout
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as {name: string}).name);
    expect(names).toEqual(expect.arrayContaining(['one.txt', 'two.txt']));
    expect((await bob.call(['tail', '#lobby', '-n', '20'])).stdout).toContain('<alice> look');
  });

  test('comes with others at once, in the order in which they were asked for, also before they are offered', async () => {
    const names = Array.from({length: 20}, (_, index) => `many${index}`);
    const out = temporaryFolder();
    const taking = bob.run(['get', '#lobby', ...names.toReversed(), '--wait', '--out', out]);
    await alice.run(['send', '#lobby', '--file', ...names.map(name => fileOf(name, Buffer.from(name)))]);
    const {code, stdout} = await taking;
    expect({code, paths: stdout.trim().split('\n')}).toEqual({
      code: 0,
      paths: names.toReversed().map(name => join(out, name)),
    });
    for (const name of names) expect(readFileSync(join(out, name), 'utf8')).toBe(name);
    expect(await bob.call(['get', '#lobby', 'many1', 'many-none', '--out', out])).toMatchObject({code: 4, stdout: ''});
  });

  test('may be empty', async () => {
    await alice.call(['send', '#lobby', '--file', fileOf('empty', Buffer.alloc(0))]);
    const {stdout, code} = await bob.call(['get', '#lobby', 'empty', '--out', temporaryFolder()]);
    expect({code, bytes: readFileSync(stdout.trim()).length}).toEqual({code: 0, bytes: 0});
  });

  test('is taken by its id', async () => {
    const sent = await alice.call(['send', '#lobby', '--file', fileOf('by-id', Buffer.from('x')), '--json']);
    const {fileId: id} = JSON.parse(sent.stdout) as {fileId: string};
    expect(await bob.call(['get', '#lobby', id, '--out', temporaryFolder()])).toMatchObject({code: 0});
  });

  test('that is missing is a mistake of the call, and nothing is sent; a folder goes whole and comes whole', async () => {
    const good = fileOf('good.txt', Buffer.from('good'));
    mkdirSync(join(folder, 'directory'), {recursive: true});
    const missing = await alice.call(['send', '#lobby', '--file', good, join(folder, 'missing')]);
    expect(missing).toMatchObject({code: 2, stdout: ''});
    expect(missing.stderr).toMatch(/^There is no file .*missing on this machine/);
    expect((await bob.call(['files', '#lobby'])).stdout).not.toContain('good.txt');
    for (const name of ['one', 'two']) writeFileSync(join(folder, 'directory', name), name);
    const args = ['send', '#lobby', '--file', join(folder, 'directory'), good, '--together', '--name', 'trip'];
    expect(await alice.call(args)).toEqual({code: 0, stdout: '', stderr: ''});
    const out = temporaryFolder();
    const taken = await bob.call(['get', '#lobby', 'trip', '--out', out]);
    expect(taken).toEqual({code: 0, stdout: `${join(out, 'trip')}\n`, stderr: ''});
    expect(readFileSync(join(out, 'trip', 'directory', 'two'), 'utf8')).toBe('two');
    const one = await bob.call(['get', '#lobby', 'trip', '--out', out, '--only', 'directory/one']);
    expect(one.stdout).toMatch(/\/directory\n$/);
  });

  test('of a folder that got a name of its own is waited for and comes under that name', async () => {
    mkdirSync(join(folder, 'inner'), {recursive: true});
    writeFileSync(join(folder, 'inner', 'one'), 'one');
    const out = temporaryFolder();
    const taken = bob.call(['get', '#lobby', 'holiday', '--wait', '--out', out]);
    await alice.call(['send', '#lobby', '--file', join(folder, 'inner'), '--name', 'holiday']);
    expect(await taken).toMatchObject({code: 0, stdout: `${join(out, 'holiday')}\n`});
    expect(readdirSync(out)).toEqual(['holiday']);
    expect(readFileSync(join(out, 'holiday', 'one'), 'utf8')).toBe('one');
  });

  test('goes to standard output whole or not at all, several as their archive, and leaves nothing behind', async () => {
    const bytes = randomBytes(2_000_000);
    const path = fileOf('piped.bin', bytes);
    await alice.call(['send', '#lobby', '--file', path]);
    const program = `"${process.execPath}" ${join(process.cwd(), 'bin/chat-tui.js')}`;
    const sh = (script: string) =>
      promisify(execFile)('sh', ['-c', script], {env: bob.env, encoding: 'buffer', maxBuffer: 10_000_000});
    const got = await sh(`${program} get '#lobby' piped.bin --out -`);
    expect({hash: sha256(got.stdout), said: String(got.stderr)}).toEqual({hash: sha256(bytes), said: ''});
    const {stdout} = await sh(`${program} get '#lobby' piped.bin --out - | head -c 3 && echo " $?"`);
    expect(stdout.subarray(0, 3)).toEqual(bytes.subarray(0, 3));
    writeFileSync(join(folder, 'in.txt'), 'in an archive');
    await alice.call(['send', '#lobby', '--file', join(folder, 'in.txt'), path, '--together', '--name', 'pair']);
    expect(String((await sh(`${program} get '#lobby' pair --out - | tar xO in.txt`)).stdout)).toBe('in an archive');
    expect(readdirSync(join(bob.home, 'client/piped'))).toEqual([]);
  });

  test.each([
    ['two files', ['one', 'two']],
    ['--json', ['one', '--json']],
    ['a part of an archive', ['one', '--only', 'a']],
  ])('does not go to standard output with %s', async (_what, words) => {
    const ran = await bob.call(['get', '#lobby', ...words, '--out', '-']);
    expect(ran).toMatchObject({code: 2, stdout: '', stderr: expect.stringMatching(/^With --out - one file goes to/)});
  });

  test('that is too large is refused', async () => {
    const ran = await alice.call(['send', '#lobby', '--file', fileOf('large', Buffer.alloc(5 * 1024 ** 2 + 1))]);
    expect(ran).toMatchObject({code: 4, stdout: ''});
    expect(ran.stderr).toMatch(/^The file is too large/);
  });

  test('that nobody offered is not found', async () => {
    const ran = await bob.call(['get', '#lobby', 'nothing.txt']);
    expect(ran).toEqual({
      code: 4,
      stdout: '',
      stderr: 'There is no file nothing.txt here. Use chat-tui files TARGET to see what the room has.\n',
    });
  });

  test('is named by its name or id: a number is no place in a list that is printed without numbers', async () => {
    await alice.call(['send', '#lobby', '--file', fileOf('spared.txt', Buffer.from('spared'))]);
    for (const args of [['get'], ['preview'], ['delete']]) {
      const stderr = expect.stringMatching(/^There is no file 1 here\./);
      expect(await alice.call([...args, '#lobby', '1'])).toMatchObject({code: 4, stdout: '', stderr});
    }
    const out = temporaryFolder();
    const taking = bob.run(['get', '#lobby', '1', '--wait', '--out', out]);
    await alice.call(['send', '#lobby', '--file', fileOf('1', Buffer.from('called so'))]);
    expect(await taking).toMatchObject({code: 0, stdout: `${join(out, '1')}\n`});
    expect((await alice.call(['delete', '#lobby', '1'])).stdout).toBe('Deleted 1.\n');
    const left = await bob.call(['get', '#lobby', 'spared.txt', '--out', out]);
    expect(left).toMatchObject({code: 0, stdout: `${join(out, 'spared.txt')}\n`});
  });

  test('cannot be put into a folder that is a file', async () => {
    await alice.call(['send', '#lobby', '--file', fileOf('placed', Buffer.from('x'))]);
    const ran = await bob.call(['get', '#lobby', 'placed', '--out', fileOf('no-folder', Buffer.from(''))]);
    expect(ran).toMatchObject({code: 2, stdout: ''});
  });

  test('cannot be put where no folders can be made', async () => {
    await alice.call(['send', '#lobby', '--file', fileOf('homeless', Buffer.from('x'))]);
    const ran = await bob.call(['get', '#lobby', 'homeless', '--out', '/proc/nothing/here']);
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr: '/proc/nothing/here cannot be written. Check the folder and its free space.\n',
    });
  });
});
