/** What is started by nohup goes on after a hangup: files that are sent, a command that reports, the plain mode. */
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {within} from '../support/suite/deadline.ts';
import {account, BIN, cleanUp, onCleanUp, person, serve, temporaryFolder, type Person} from '../support/program.ts';

let ann: Person;
let bob: Person;

beforeAll(async () => {
  const server = await serve(person());
  ann = await account(server, 'ann');
  bob = await account(server, 'bob');
});
afterAll(cleanUp);

/** As a shell starts it in the background, with a pipe as its standard input. */
async function underNohup(who: Person, args: readonly string[], env: Record<string, string> = {}) {
  const shell = spawn(
    'bash',
    [
      '-c',
      '[ -z "$INPUT" ] || exec <"$INPUT"; exec 3<&0; nohup "$@" <&3 & echo $!; wait $!',
      'bash',
      process.execPath,
      BIN,
      ...args,
    ],
    {
      env: {...who.env, ...env},
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const ended = once(shell, 'exit');
  const lines = createInterface({input: shell.stdout})[Symbol.asyncIterator]();
  const reads = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const {value, done} = await within(`a line as ${pattern}`, lines.next());
      if (done === true) throw new Error(`ended without ${pattern}`);
      if (pattern.test(String(value))) return String(value);
    }
  };
  const pid = Number(await reads(/^\d+$/));
  onCleanUp(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  });
  return {
    pid,
    reads,
    types: (text: string) => void shell.stdin.write(text),
    async ends({isInputOpen = false} = {}) {
      if (!isInputOpen) shell.stdin.end();
      return (await within('its end', ended))[0] as number;
    },
  };
}

test('a file that is being sent arrives', async () => {
  const path = join(temporaryFolder(), 'disk.img');
  writeFileSync(path, Buffer.alloc(800_000, 'a disk '));
  const heard = bob.start(['tail', '#lobby', '-f', '--json']);
  // What is typed meanwhile would be its text.
  const sending = await underNohup(ann, ['send', '#lobby', '--file', path], {
    CHAT_TUI_LIMIT: '400k',
    INPUT: '/dev/null',
  });
  await heard.waitFor(/"name":"disk\.img"/);
  process.kill(sending.pid, 'SIGHUP');
  expect(await sending.ends()).toBe(0);
  const folder = temporaryFolder();
  expect(await bob.call(['get', '#lobby', 'disk.img', '--out', folder])).toMatchObject({code: 0});
  expect(readFileSync(join(folder, 'disk.img')).equals(readFileSync(path))).toBe(true);
  await heard.stop();
});

test('a command that is run ends by itself, and is reported', async () => {
  const running = await underNohup(ann, [
    'run',
    '#lobby',
    '--',
    'sh',
    '-c',
    'echo begun; read line; echo "done $line"',
  ]);
  await running.reads(/^begun$/);
  const [command = ''] = execFileSync('pgrep', ['-P', String(running.pid)], {encoding: 'utf8'}).split('\n');
  // A terminal that closes says it to both.
  for (const pid of [running.pid, Number(command)]) process.kill(pid, 'SIGHUP');
  running.types('with it\n');
  await running.reads(/^done with it$/);
  expect(await running.ends()).toBe(0);
  expect((await bob.call(['tail', '#lobby', '-n', '1'])).stdout).toContain('done with it');
  // What only it is told is passed on as ever.
  const other = await underNohup(ann, ['run', '#lobby', '--', 'sh', '-c', 'echo begun; read line']);
  await other.reads(/^begun$/);
  process.kill(other.pid, 'SIGTERM');
  // The end of its input would end it, too.
  expect(await other.ends({isInputOpen: true})).toBe(128 + 15);
});

test('a command that cannot be started is refused, and nothing is posted', async () => {
  const notOurs = join(temporaryFolder(), 'notes.txt');
  writeFileSync(notOurs, 'echo never', {mode: 0o644});
  const before = (await bob.call(['tail', '#lobby'])).stdout;
  const missing = await underNohup(ann, ['run', '#lobby', '--', 'no-such-command']);
  expect(await missing.ends()).toBe(127);
  const unfit = await underNohup(ann, ['run', '#lobby', '--', notOurs]);
  expect(await unfit.ends()).toBe(127);
  expect((await bob.call(['tail', '#lobby'])).stdout).toBe(before);
});

test('the plain mode goes on as long as its input does', async () => {
  const plain = await underNohup(ann, ['--plain']);
  await plain.reads(/^You are in #lobby/);
  process.kill(plain.pid, 'SIGHUP');
  plain.types('still here\n');
  await plain.reads(/^Sent: .*still here$/);
  expect(await plain.ends()).toBe(0);
});
