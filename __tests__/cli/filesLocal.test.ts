/**
 * Files from the shell where this machine is in the way: standard input, pipes, files of the system, full disks, interruptions.
 */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, watch, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {inStore} from '../../src/client/local/store.ts';
import {within} from '../support/suite/deadline.ts';
import {openFaultProxy, type FaultProxy} from '../support/machine/faultProxy.ts';
import {
  account,
  BIN,
  cleanUp,
  jsonLinesOf,
  onCleanUp,
  passwordOf,
  person,
  PLAIN,
  serve,
  temporaryFolder,
  type Person,
} from '../support/program.ts';

let alice: Person;
/** Between the server and whoever is told to use it. */
let proxy: FaultProxy;
let bob: Person;
let folder: string;

beforeAll(async () => {
  const server = await serve(person());
  proxy = await openFaultProxy(Number(new URL(server.url).port));
  onCleanUp(() => proxy.close());
  // Whoever goes through the bad network is a second device of theirs.
  alice = await account(server, 'alice', undefined, PLAIN);
  bob = await account(server, 'bob', undefined, PLAIN);
  folder = temporaryFolder();
});
afterAll(cleanUp);

/** As a shell runs it: `chat-tui` is the built program. */
const bash = ({env}: Person, command: string) =>
  spawnSync('bash', ['-c', `chat-tui() { "${process.execPath}" "${BIN}" "$@"; }; ${command}`], {env, encoding: 'utf8'});

async function taken(name: string): Promise<string> {
  const out = temporaryFolder();
  expect(await bob.call(['get', '@alice', name, '--out', out])).toMatchObject({code: 0});
  return readFileSync(join(out, readdirSync(out)[0] ?? ''), 'utf8');
}

describe('send', () => {
  test('takes the text from a pipe and files beside it', async () => {
    writeFileSync(join(folder, 'x.tgz'), 'packed');
    const ran = bash(alice, `echo it is made | chat-tui send @bob --file "${folder}/x.tgz"`);
    expect(ran).toMatchObject({status: 0, stderr: ''});
    expect((await bob.call(['tail', '@alice', '-n', '3'])).stdout).toContain('<alice> it is made');
    expect(await taken('x.tgz')).toBe('packed');
  });

  test.each([
    ['-', 'echo one | chat-tui send @bob --file - --name dash', 'dash', 'one\n'],
    ['/dev/stdin', 'echo two | chat-tui send @bob --file /dev/stdin --name stdin', 'stdin', 'two\n'],
    ['<(…)', 'chat-tui send @bob --file <(echo three) --name pipe </dev/null', 'pipe', 'three\n'],
    [
      '--as-file',
      'head -c 100000 /dev/zero | tr "\\0" a | chat-tui send @bob --as-file',
      'message.txt',
      'a'.repeat(1e5),
    ],
    ['/proc', 'chat-tui send @bob --file /proc/version </dev/null', 'version', readFileSync('/proc/version', 'utf8')],
  ])('takes %s as a file', async (_, command, name, content) => {
    expect(bash(alice, command)).toMatchObject({status: 0, stderr: ''});
    expect(await taken(name)).toBe(content);
  });

  test('finds and sends names whose letters are written in another form', async () => {
    writeFileSync(join(folder, 'cafe\u0301.txt'), 'NFD');
    expect(await alice.call(['send', '@bob', '--file', join(folder, 'caf\u00e9.txt')])).toMatchObject({code: 0});
    expect(await taken('caf\u00e9.txt')).toBe('NFD');
  });
});

/** The login of a kept account, used through the bad network. */
async function through(name: string): Promise<Person> {
  const made = person(undefined, PLAIN);
  const args = ['login', '--server', proxy.url, '--user', name, '--store', 'file', '--password-stdin'];
  expect(await made.call(args, {stdin: passwordOf(name)})).toMatchObject({code: 0});
  return made;
}

describe('a transfer that is interrupted', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s while it sends takes its offer back', async (signal, code) => {
    const path = join(folder, `${signal}.bin`);
    writeFileSync(path, Buffer.alloc(3_000_000, 'x'));
    const sender = await through('alice');
    proxy.setWeather('up', {bytesPerSecond: 200_000});
    const seen = bob.start(['tail', '@alice', '-n', '5', '-f']);
    const sending = sender.start(['send', '@bob', '--file', path]);
    await seen.waitFor(new RegExp(`offers ${signal}`));
    sending.child.kill(signal);
    expect(await within('the end of send', sending.ended)).toMatchObject({code, stdout: ''});
    await seen.waitFor(new RegExp(`cancelled ${signal}`));
    await seen.stop();
    proxy.heal();
    const files = jsonLinesOf((await bob.call(['files', '@alice', '--json'])).stdout);
    expect(files.find(({name}) => name === `${signal}.bin`)).toMatchObject({state: 'cancelled'});
  });

  test.each(['SIGKILL', 'SIGINT'] as const)('by %s while it comes in goes on when it is called again', async signal => {
    const name = `get-${signal}.bin`;
    writeFileSync(join(folder, name), Buffer.alloc(4_000_000, signal));
    expect(await alice.call(['send', '@bob', '--file', join(folder, name)])).toMatchObject({code: 0});
    const out = join(temporaryFolder(), 'out');
    mkdirSync(out);
    const receiver = await through('bob');
    proxy.setWeather('down', {bytesPerSecond: 1_000_000});
    const part = partOf(out);
    const getting = receiver.start(['get', '@alice', name, '--out', out]);
    await within('a part of the file', part);
    getting.child.kill(signal);
    await getting.ended;
    // What still was on its way does not count.
    proxy.heal();
    proxy.resetAll();
    const before = proxy.passedBytes('down');
    expect(await receiver.run(['get', '@alice', name, '--out', out])).toEqual({
      code: 0,
      stdout: `${join(out, name)}\n`,
      stderr: '',
    });
    // Not from the start.
    expect(proxy.passedBytes('down') - before).toBeLessThan(4_000_000 - 300_000);
    expect(readdirSync(out)).toEqual([name]);
    expect(readFileSync(join(out, name)).equals(readFileSync(join(folder, name)))).toBe(true);
    // Interrupted once more, and then taken into another folder.
    proxy.setWeather('down', {bytesPerSecond: 1_000_000});
    const [left, elsewhere] = [join(temporaryFolder(), 'left'), temporaryFolder()];
    mkdirSync(left);
    const again = partOf(left);
    const second = receiver.start(['get', '@alice', name, '--out', left]);
    await within('a part of the file', again);
    second.child.kill(signal);
    await second.ended;
    proxy.heal();
    expect(await receiver.call(['get', '@alice', name, '--out', elsewhere])).toMatchObject({code: 0});
    expect([readdirSync(left), readdirSync(elsewhere)]).toEqual([[], [name]]);
    // Nothing is left that the full screen would finish unasked.
    const stores = join(receiver.home, 'client', 'local');
    const [account = ''] = readdirSync(stores);
    const records = await inStore({dir: join(stores, account), now: () => Date.now()}, database =>
      database.prepare('SELECT * FROM transfer').all(),
    );
    expect(records).toEqual([]);
  });

  test('because its file changed while it was sent, also with the old time, is told and taken back', async () => {
    const path = join(folder, 'changing.bin');
    writeFileSync(path, Buffer.alloc(3_000_000, 'x'));
    const {atime, mtime} = statSync(path);
    const sender = await through('alice');
    proxy.setWeather('up', {bytesPerSecond: 400_000});
    const seen = bob.start(['tail', '@alice', '-n', '5', '-f']);
    const sending = sender.start(['send', '@bob', '--file', path]);
    await seen.waitFor(/offers changing/);
    writeFileSync(path, Buffer.alloc(3_000_000, 'y'));
    utimesSync(path, atime, mtime);
    proxy.heal();
    expect(await within('the end of send', sending.ended)).toEqual({
      code: 4,
      stdout: '',
      stderr: `${path} changed while it was being sent. Send it again.\n`,
    });
    await seen.waitFor(/cancelled changing/);
    await seen.stop();
  });
});

/** Resolves once half a megabyte of a file lies in the folder. */
function partOf(out: string): Promise<void> {
  return new Promise(resolve => {
    const watcher = watch(out, () => {
      const isThere = readdirSync(out).some(
        name => existsSync(join(out, name)) && statSync(join(out, name)).size > 5e5,
      );
      if (!isThere) return;
      watcher.close();
      resolve();
    });
    onCleanUp(() => watcher.close());
  });
}

const OWN_MOUNTS = ['unshare', '-rm', 'bash', '-c'] as const;
const canMount = spawnSync(OWN_MOUNTS[0], [...OWN_MOUNTS.slice(1), 'mount -t tmpfs tmpfs /tmp']).status === 0;
if (!canMount) process.stderr.write('Full disks are not tested here: user namespaces with mounts are not allowed.\n');

(canMount ? describe : describe.skip)('a full disk', () => {
  test('ends get with a sentence, and nothing is left', async () => {
    writeFileSync(join(folder, 'large'), Buffer.alloc(3_000_000));
    expect(await alice.call(['send', '@bob', '--file', join(folder, 'large')])).toMatchObject({code: 0});
    const out = temporaryFolder();
    const [program, ...options] = OWN_MOUNTS;
    const command = `mount -t tmpfs -o size=1m tmpfs "${out}"; "$@" --out "${out}"; code=$?; ls -A "${out}"; exit $code`;
    const args = [...options, command, 'bash', process.execPath, BIN, 'get', '@alice', 'large'];
    const {status, stdout, stderr} = spawnSync(program, args, {env: bob.env, encoding: 'utf8', timeout: 60_000});
    expect({status, stdout, stderr}).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/cannot be written/),
    });
  });
});
