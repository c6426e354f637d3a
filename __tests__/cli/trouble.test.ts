/** Every verb where the machine is in trouble: a sentence and an exit code, never a stack and never "a bug". */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, chownSync, mkdirSync, readdirSync, rmSync, watch, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {allVerbs} from '../../src/cli/verbLoading.ts';
import {within} from '../support/suite/deadline.ts';
import {
  BIN,
  cleanUp,
  jsonLinesOf,
  passwordOf,
  person,
  serve,
  temporaryFolder,
  type Ran,
  type ServerProcess,
} from '../support/program.ts';
import {CALLS, FILE, filledIn} from '../support/verbCalls.ts';

let server: ServerProcess;
let ownerCodeFile: string;
/** Of the owner, of a member (one account may begin so many sessions in a minute), and of nobody. */
let envs: Record<'alice' | 'dora' | 'nobody', Record<string, string>>;
/** Of a file that is there to be deleted. */
let fileId = '';

async function loginAs(name: string, verb = 'login'): Promise<Record<string, string>> {
  const env = {CHAT_TUI_SERVER: server.url};
  const owns = verb === 'register' && name === 'alice' ? ['--owner-code-file', ownerCodeFile] : [];
  const args = [verb, '--user', name, '--store', 'memory', '--password-stdin', ...owns];
  const {stdout} = await person().call(args, {env, stdin: passwordOf(name)});
  return {...env, CHAT_TUI_TOKEN: stdout.trim()};
}

beforeAll(async () => {
  const host = person();
  ownerCodeFile = join(host.home, 'server', 'owner-code');
  server = await serve(host, ['--messages-per-minute', '0', '--tries-per-address', '0']);
  const alice = await loginAs('alice', 'register');
  const bob = await loginAs('bob', 'register');
  await loginAs('carol', 'register');
  envs = {alice, dora: await loginAs('dora', 'register'), nobody: {CHAT_TUI_SERVER: server.url}};
  for (const args of [
    ['create', '#sheds'],
    ['send', '#lobby', '--file', FILE],
  ])
    await person().call(args, {env: envs.alice});
  // Somebody stays when alice leaves.
  await person().call(['join', '#sheds'], {env: bob});
  const {stdout} = await person().call(['send', '#lobby', '--json', '--file', FILE], {env: envs.alice});
  fileId = String(jsonLinesOf(stdout)[0]?.['fileId']);
});
afterAll(cleanUp);

/** One sentence, when there is one. */
const SENTENCE = /^(?:[^\n]+\n)?$/;

function expectSentence({code, stderr}: Ran, wanted: number | undefined): void {
  expect({code, stderr}).toEqual({code: wanted ?? 0, stderr: expect.stringMatching(SENTENCE)});
  expect(stderr).not.toMatch(/ bug|^ +at |Error:|input line/m);
}

test('no verb is forgotten here', async () => {
  expect(new Set(CALLS.map(({verb}) => verb))).toEqual(new Set(Object.keys(await allVerbs())));
});

const WRITING = CALLS.filter(
  ({verb, stdin}) => ['send', 'get', 'register', 'serve'].includes(verb) && stdin !== 'hello',
);

describe.each([
  ['below a file', () => join(file(), 'home'), CALLS],
  ['where no folder can be made', () => '/proc/chat-tui', WRITING],
])('a home folder %s', (_, homeOf, calls) => {
  test.each(calls)('$args.0: $args', async ({verb, args, stdin, code}) => {
    if (verb === 'leave') await person().call(['join', '#sheds'], {env: envs.alice});
    const kept = verb === 'login' || verb === 'register' ? envs.nobody : envs.alice;
    const env = verb === 'logout' ? await loginAs('alice') : kept;
    const ran = await person(homeOf(), env).call(filledIn(args, fileId), stdin === undefined ? {} : {stdin});
    expectSentence(ran, code);
  });
});

test('an account is not made where its login cannot be kept', async () => {
  const args = ['register', '--user', 'early', '--password-stdin'];
  const call = (home: string, more: readonly string[]) =>
    person(home, envs.nobody).call([...args, ...more], {stdin: passwordOf('early')});
  const failed = {code: 2, stdout: '', stderr: expect.stringMatching(/Nothing was asked of the server.*memory/)};
  expect(await call(join(file(), 'home'), [])).toEqual(failed);
  expect(await call('/proc/chat-tui', ['--store', 'file'])).toEqual(failed);
  expect(await call('/proc/chat-tui', ['--store', 'keychain'])).toMatchObject({code: 2});
  expect(await call('/proc/chat-tui', ['--store', 'memory'])).toMatchObject({code: 0});
});

test('a login that cannot be kept after all is ended, and it is said that the account is there', async () => {
  const home = temporaryFolder();
  const folder = join(home, 'client', 'logins');
  const args = [BIN, 'register', '--user', 'late', '--store', 'file', '--password-stdin'];
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const watcher = watch(folder);
  const isTried = new Promise<void>(resolve => {
    // Written, and taken away again.
    watcher.on('change', () => {
      if (readdirSync(folder).length === 0) resolve();
    });
  });
  const {env} = person(home, envs.nobody);
  const child = spawn(process.execPath, args, {env, stdio: ['pipe', 'ignore', 'pipe']});
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await within('the trial', isTried);
  watcher.close();
  // A file is in its place by the time that the password is there.
  rmSync(folder, {recursive: true});
  writeFileSync(folder, '');
  child.stdin.end(passwordOf('late'));
  const code = await within('its end', new Promise(resolve => child.once('close', resolve)));
  expect({code, stderr}).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^The login could not be kept \([^\n]+\) and was ended again\. An account [^\n]+\n$/),
  });
  expect(await loginAs('late')).toMatchObject({CHAT_TUI_TOKEN: expect.stringMatching(/^ct_/)});
});

function file(): string {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, '');
  return path;
}

const isRoot = process.getuid?.() === 0;
if (!isRoot)
  process.stderr.write('Accounts that the system does not know are not tested here: only root can become one.\n');

(isRoot ? describe : describe.skip)('an account that the system does not know', () => {
  test('and that has no home is told what to set', () => {
    const become = ['--reuid', '54321', '--regid', '54321', '--clear-groups', process.execPath, BIN];
    const run = (args: string[], env: Record<string, string>) => {
      const {status, stderr} = spawnSync('setpriv', [...become, ...args], {
        env: {...envs.dora, ...env},
        encoding: 'utf8',
      });
      return {status, stderr};
    };
    const path = {PATH: process.env.PATH ?? ''};
    expect(run(['whoami'], path)).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^[^\n]*no home folder\. Set CHAT_TUI_HOME [^\n]*\n$/),
    });
    expect(run(['whoami'], {...path, CHAT_TUI_HOME: '/nonexistent'})).toEqual({status: 0, stderr: ''});
  });
});

test('a working folder that is gone is told, where it matters', () => {
  const folder = temporaryFolder();
  const run = (env: Record<string, string>) =>
    spawnSync(
      'sh',
      [
        '-c',
        'cd "$1" && rmdir "$1" && shift && exec "$@"',
        'sh',
        join(folder, 'gone'),
        process.execPath,
        BIN,
        'whoami',
      ],
      {
        env: {...envs.dora, ...env},
        encoding: 'utf8',
      },
    );
  mkdirSync(join(folder, 'gone'));
  expect(run({CHAT_TUI_HOME: 'relative'})).toMatchObject({
    status: 2,
    stderr: 'The working folder is gone. Go to another one.\n',
  });
  mkdirSync(join(folder, 'gone'));
  expect(run({CHAT_TUI_HOME: folder})).toMatchObject({status: 0, stderr: ''});
});

test('a keychain that hangs does not keep the program from ending', async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  // As a keychain does that waits for its service: it takes a thread and does not give it back.
  expect(spawnSync('mkfifo', [at('fifo')]).status).toBe(0);
  const hung =
    "import {open} from 'node:fs';\n" +
    `const hang = () => new Promise(() => open(${JSON.stringify(at('fifo'))}, 'r', () => {}));`;
  const keychain = 'export default {getPassword: hang, setPassword: hang, deletePassword: hang};';
  writeFileSync(at('hung.mjs'), `${hung}\n${keychain}`);
  const found = "{url: new URL('hung.mjs', import.meta.url).href, shortCircuit: true}";
  const resolve = `(name, context, next) => name === 'keytar' ? ${found} : next(name, context)`;
  writeFileSync(at('hook.mjs'), `import {registerHooks} from 'node:module';\nregisterHooks({resolve: ${resolve}});`);
  const args = ['login', '--user', 'bob', '--store', 'keychain', '--password-stdin'];
  const env = {...envs.nobody, NODE_OPTIONS: `--import ${at('hook.mjs')}`};
  const ran = await person().run(args, {env, stdin: passwordOf('bob'), deadlineMs: 60_000});
  expect(ran).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^The keychain did not take the login [^\n]*3 seconds[^\n]*\n$/),
  });
});

(isRoot ? describe : describe.skip)('a file with the login token', () => {
  test.each([
    ['root’s, for all to read, as a mounted secret is', 0, 0o444, 0],
    ['root’s, for its group', 0, 0o440, 0],
    ['one’s own, for nobody else', 54_321, 0o400, 0],
    ['one’s own, for all to read', 54_321, 0o644, 2],
    ['root’s, for all to write', 0, 0o666, 2],
    ['somebody else’s', 54_322, 0o444, 2],
  ])('that is %s', (_, owner, mode, code) => {
    const path = join(temporaryFolder(), 'token');
    // As some editors write it.
    writeFileSync(path, `\uFEFF${envs.dora.CHAT_TUI_TOKEN}\r\n`);
    chownSync(path, owner, 54_321);
    chmodSync(path, mode);
    chmodSync(dirname(path), 0o755);
    const become = ['--reuid', '54321', '--regid', '54321', '--clear-groups', process.execPath, BIN, 'whoami'];
    const env = {...envs.nobody, CHAT_TUI_HOME: '/nonexistent', CHAT_TUI_TOKEN_FILE: path};
    const {status, stderr} = spawnSync('setpriv', become, {env, encoding: 'utf8'});
    expect({status, stderr}).toEqual({
      status: code,
      stderr: expect.stringMatching(code === 0 ? /^$/ : /can be read by others/),
    });
  });
});

const OWN_MOUNTS = ['unshare', '-rm', 'sh', '-c'] as const;
const canMount = spawnSync(OWN_MOUNTS[0], [...OWN_MOUNTS.slice(1), 'mount -t tmpfs tmpfs /tmp']).status === 0;
if (!canMount)
  process.stderr.write('Full and read-only disks are not tested here: user namespaces with mounts are not allowed.\n');

(canMount ? describe : describe.skip).each([
  ['full', 'mount -t tmpfs -o size=64k tmpfs "$CHAT_TUI_HOME"; head -c 65536 /dev/zero >"$CHAT_TUI_HOME/filler"'],
  ['read-only', 'mount -t tmpfs -o size=64k,ro tmpfs "$CHAT_TUI_HOME"'],
])('a home folder on a disk that is %s', (_, mount) => {
  test.each(WRITING)('$args.0: $args', ({verb, args, stdin = '', code}) => {
    const {env} = person(temporaryFolder(), verb === 'register' ? envs.nobody : envs.dora);
    const [program, ...options] = OWN_MOUNTS;
    const command = [...options, `${mount}; exec "$@"`, 'sh', process.execPath, BIN, ...filledIn(args, fileId)];
    const {status, stdout, stderr} = spawnSync(program, command, {env, input: stdin, encoding: 'utf8'});
    expectSentence({code: status, stdout, stderr}, code);
  });
});
