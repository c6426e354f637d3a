/** `chat-tui serve` as a service manager and an operator meet it. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {newId} from '../../src/cli/shell.ts';
import {within} from '../support/suite/deadline.ts';
import {connectDevice} from '../support/person.ts';
import {
  account,
  BIN,
  cleanUp,
  jsonLinesOf,
  passwordOf,
  person,
  serve,
  temporaryFolder,
  type ServerProcess,
} from '../support/program.ts';
import {rawHttp} from '../support/hostile/rawSocket.ts';

afterEach(cleanUp);

describe('a server', () => {
  test('says when it is ready, where it is and how to join, keeps its logs apart as JSON, and is alone there', async () => {
    const owner = person();
    const server = await serve(owner);
    const [ready, link, code, ...more] = server.stdout().split('\n');
    expect([ready, link, more]).toEqual([`chat-tui server ready at ${server.url}`, `${server.url}/join`, ['']]);
    expect(code).toMatch(/^No owner yet; .*: http:\S+\/join#own_[A-Za-z0-9_-]{43}$/);

    // It writes down where it is while it runs, so that a verb finds it without being told.
    const file = join(owner.home, 'server/server.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({url: server.url, pid: server.child.pid});
    const args = ['register', '--user', 'alice', '--store', 'file', '--password-stdin'];
    expect(await owner.call(args, {stdin: passwordOf('alice')})).toMatchObject({code: 0});
    expect((await owner.run(['whoami'])).stdout).toBe(`alice (owner) at ${server.url}\n`);

    // Neither its port nor its folder is taken by another one.
    const port = new URL(server.url).port;
    expect(await person().run(['serve', '--port', port])).toEqual({
      code: 2,
      stdout: '',
      stderr: `Port ${port} is in use by another program. Choose another with --port.\n`,
    });
    const beside = await owner.run(['serve', '--port', '0']);
    expect(beside).toMatchObject({code: 2, stdout: ''});
    expect(beside.stderr).toMatch(/^The folder .*server is in use by another chat-tui server\..*\n$/);

    // A server that needs longer than five seconds to stop ends itself, with another code.
    const following = owner.start(['tail', '#lobby', '-n', '5', '-f']);
    await following.waitFor(/alice joined/);
    const {code: end, stderr, stdout} = await server.stop('SIGTERM');
    expect(end).toBe(0);
    expect(stdout).toBe([ready, link, code, ''].join('\n'));
    expect(existsSync(file)).toBe(false);
    const records = jsonLinesOf<{msg: string}>(stderr);
    expect(records.map(({msg}) => msg)).toEqual(expect.arrayContaining(['server ready', 'server closed']));
    expect(stderr).not.toContain(passwordOf('alice'));
    // Those who are there are told: it comes back by itself, so the verb goes on waiting.
    expect(following.child.exitCode).toBeNull();
  });

  test('tells with DEBUG what its libraries do, and nothing that a terminal would obey; ends on SIGINT', async () => {
    const server = await serve(person(undefined, {DEBUG: 'engine*'}));
    const request =
      'GET /socket.io/?EIO=4&transport=%1b%5b31m%0d%c2%9b%e2%80%ae HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    await rawHttp(server.url, request);
    const {code, stderr} = await server.stop('SIGINT');
    expect(code).toBe(0);
    expect(stderr).toContain(String.raw`engine unknown transport "\u001b[31m\u000d\u009b\u202e"`);
    expect(stderr).not.toMatch(/[\u001B\r\u009B\u202E]/);
  });

  test('that is gone without a word is not mistaken for a running one; that is full says so', async () => {
    const owner = person();
    const server = await serve(owner);
    await server.stop('SIGKILL');
    expect(existsSync(join(owner.home, 'server/server.json'))).toBe(true);
    const again = await serve(owner, ['--max-users', '1']);
    expect(again.url).toMatch(/^http:/);
    const alice = await account(again, 'alice');
    const following = alice.start(['tail', '#lobby', '-n', '5', '-f']);
    await following.waitFor(/alice joined/);
    const bob = await account(again, 'bob');
    const ran = await bob.call(['rooms', '--no-wait']);
    expect(ran).toMatchObject({code: 75});
    expect(ran.stderr).toMatch(/The server is full/);
  });

  test('does not take a data folder that is a file', async () => {
    const owner = person();
    const file = join(owner.home, 'file');
    writeFileSync(file, '');
    const ran = await owner.call(['serve', '--port', '0', '--data', file]);
    expect(ran).toMatchObject({code: 2, stdout: ''});
    expect(ran.stderr.split('\n')).toHaveLength(2);
  });

  test.each([
    ['by nohup', 'nohup "$1" "$2" serve --port 0 & echo $!; wait'],
    ['by a shell that ignores it', `trap '' HUP; "$1" "$2" serve --port 0 & echo $!; wait`],
  ])('that was started %s outlives a hangup, and ends when it is told to', async (_, command) => {
    const {env} = person();
    const shell = spawn('bash', ['-c', command, 'bash', process.execPath, BIN], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = createInterface({input: shell.stdout})[Symbol.asyncIterator]();
    const next = async () => String((await within('a line', lines.next())).value);
    const pid = Number(await next());
    const [, url = ''] = /ready at (\S+)/.exec(await next()) ?? [];
    process.kill(pid, 'SIGHUP');
    process.kill(pid, 'SIGHUP');
    expect((await fetch(`${url}/health`)).status).toBe(200);
    process.kill(pid, 'SIGTERM');
    expect(await within('its end', new Promise(resolve => shell.once('exit', resolve)))).toBe(0);
  });

  test('without the right to its port says which, and where', async () => {
    if (process.getuid?.() !== 0) return console.warn('Not tested: only root can give up its rights.');
    const {spawnSync} = await import('node:child_process');
    const {env, home} = person();
    chmodSync(home, 0o777);
    const shell = 'echo 1024 > /proc/sys/net/ipv4/ip_unprivileged_port_start; exec "$@"';
    const become = ['setpriv', '--reuid', '54321', '--regid', '54321', '--clear-groups', '--inh-caps=-all'];
    const args = ['-n', 'sh', '-c', shell, 'sh', ...become, process.execPath, BIN, 'serve', '--port', '80'];
    const {status, stderr} = spawnSync('unshare', args, {
      env: {...env, CHAT_TUI_DATA: join(home, 'data')},
      encoding: 'utf8',
    });
    expect({status, stderr}).toEqual({
      status: 2,
      stderr:
        'There is no permission to listen on 127.0.0.1:80. Ports below 1024 are the system’s: choose another with --port.\n',
    });
  });

  test('changes nothing of a folder that it did not make; by invitation lets in whoever has its join link', async () => {
    const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);
    const shared = temporaryFolder();
    chmodSync(shared, 0o1777);
    const owner = person();
    const first = await serve(owner, ['--data', shared]);
    expect([modeOf(shared), modeOf(join(shared, 'chat-tui')), readdirSync(shared)]).toEqual([
      '1777',
      '700',
      ['chat-tui'],
    ]);
    // It is found where it is, by whoever was told the same folder.
    const {stderr} = await owner.call(['whoami'], {env: {CHAT_TUI_DATA: shared}});
    expect(stderr).toMatch(/^You are not logged in/);
    await first.stop();
    const second = await serve(owner, ['--data', shared]);
    expect(readdirSync(shared)).toEqual(['chat-tui']);
    await second.stop();

    const own = temporaryFolder();
    chmodSync(own, 0o755);
    const third = await serve(person(), ['--data', own, '--registration', 'invite']);
    expect([modeOf(own), modeOf(join(own, 'chat.db'))]).toEqual(['755', '600']);
    await letsInByLink(third);
    await third.stop();

    const used = temporaryFolder();
    writeFileSync(join(used, 'notes.txt'), '');
    const fourth = await serve(person(), ['--data', used]);
    expect(readdirSync(used).toSorted()).toEqual(['chat-tui', 'notes.txt']);
    await fourth.stop();
  });

  test('serves where only its data folder can be written, and says what is not written down', async () => {
    const server = await serve(person('/proc/chat-tui'), ['--data', join(temporaryFolder(), 'data')]);
    const [ready, link] = server.stdout().split('\n');
    expect([ready, link]).toEqual([`chat-tui server ready at ${server.url}`, `${server.url}/join`]);
    expect((await account(server, 'alice')).home).not.toBe('');
    const {code, stderr} = await server.stop();
    expect(code).toBe(0);
    const warned = jsonLinesOf<{level: string; msg: string; path?: string}>(stderr).filter(
      ({level}) => level === 'warn',
    );
    expect(warned).toEqual([expect.objectContaining({msg: expect.stringMatching(/could not be written/)})]);
  });

  test('does not take a folder that others can write, also not in a shared one', async () => {
    const shared = temporaryFolder();
    mkdirSync(join(shared, 'chat-tui'));
    chmodSync(join(shared, 'chat-tui'), 0o777);
    const ran = await person().call(['serve', '--port', '0', '--data', shared]);
    expect(ran).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^The folder .*chat-tui belongs to somebody else, or [^\n]*\n$/),
    });
  });
});

describe('a failure that nothing foresaw', () => {
  test.each(['throw', 'reject'])(
    '(%s) is logged, told to everybody, and loses nothing that was accepted',
    async how => {
      const owner = person();
      const server = await serve(person(owner.home, {CHAT_TUI_FAULT: `answer.after:40:${how}`}));
      const ann = await connectDevice(server.url);
      await ann.request('accountRegister', {name: 'ann', password: passwordOf('ann')});
      await ann.request('sessionOpen', {});
      const kept: string[] = [];
      const sending = Array.from({length: 100}, async (_, at) => {
        const text = `message ${at}`;
        const code = await ann.codeOf('messageSend', {roomId: 1, clientMsgId: newId(), kind: 'message', text});
        if (code === 'ok') kept.push(text);
      });
      const told = await ann.next('sessionEnded');
      const {code, stderr} = await within('the server to end', server.ended);
      await Promise.allSettled(sending);
      expect(code).toBe(1);
      const fatal = jsonLinesOf<{level: string; incident: string; error: {stack: string}}>(stderr).filter(
        ({level}) => level === 'fatal',
      );
      expect(fatal).toHaveLength(1);
      expect(fatal[0]?.error.stack).toMatch(/made on purpose\n\s+at /);
      expect(told).toEqual({code: 'internal', detail: fatal[0]?.incident});
      expect(stderr).toContain('server closed');

      const again = await serve(owner);
      const bob = await account(again, 'bob');
      const {stdout} = await bob.call(['tail', '#lobby', '-n', '1000', '--json']);
      const texts = jsonLinesOf<{text: string}>(stdout).map(({text}) => text);
      expect(kept.length).toBeGreaterThan(0);
      expect(texts).toEqual(expect.arrayContaining(kept));
    },
  );
});

async function letsInByLink(server: ServerProcess): Promise<void> {
  expect(server.joinLink).toMatch(/\/join#[A-Za-z0-9_-]{22}$/);
  const guest = person();
  const args = ['register', '--user', 'guest', '--store', 'file', '--password-stdin'];
  const without = await guest.call([...args, '--server', server.url], {stdin: passwordOf('guest')});
  expect(without).toMatchObject({code: 4, stdout: ''});
  expect(without.stderr).toMatch(/by invitation only/);
  const withLink = await guest.call([...args, '--server', server.joinLink], {stdin: passwordOf('guest')});
  expect(withLink).toMatchObject({code: 0});
}
