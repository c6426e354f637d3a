/** Files from the shell where this machine is in the way: standard input, pipes, files of the system, full disks, interruptions. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {account, BIN, cleanUp, person, serve, temporaryFolder, type Person} from '../support/program.ts';

let alice: Person;
let bob: Person;
let folder: string;

beforeAll(async () => {
  const server = await serve(person());
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
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
    const {status, stdout, stderr} = spawnSync(program, args, {env: bob.env, encoding: 'utf8', timeout: 20_000});
    expect({status, stdout, stderr}).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/cannot be written/),
    });
  });
});
