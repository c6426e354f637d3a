/**
 * A server that is encrypted, through the built program: started, joined by link and without one, its key known, changed and
 * trusted.
 */
import {readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, describe, expect, test} from '@jest/globals';
import {parseAddress} from '../../src/shared/address.ts';
import {terminal} from '../support/screen/terminal.ts';
import {
  cleanUp,
  passwordOf,
  person,
  serve,
  temporaryFolder,
  type Person,
  type ServerProcess,
} from '../support/program.ts';

const KEY_LINE = /^Its key, .*: (SHA256:[\w-]{43})$/m;
const TLS = ['--tls', 'on'];

const register = (who: Person, name: string, link: string) =>
  who.call(['register', '--user', name, '--store', 'file', '--password-stdin', '--server', link], {
    stdin: passwordOf(name),
  });

describe('an encrypted server', () => {
  let server: ServerProcess;
  let shown = '';
  afterAll(cleanUp);

  test('makes its key once, shows it, and is joined by its link with everything that goes over its port', async () => {
    const operator = person();
    server = await serve(operator, TLS);
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    [, shown = ''] = KEY_LINE.exec(server.stdout()) ?? [];
    const {fingerprint} = parseAddress(server.joinLink);
    expect(shown).toBe(`SHA256:${fingerprint}`);
    const keyFile = join(operator.home, 'server', 'tls-key.pem');
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);

    const ann = person();
    expect(await register(ann, 'ann', server.joinLink)).toMatchObject({code: 0});
    const known = join(ann.home, 'client', 'known-servers.json');
    expect(JSON.parse(readFileSync(known, 'utf8'))).toEqual({[server.url]: shown});
    expect((await ann.call(['whoami'])).stdout).toBe(`ann (member) at ${server.url}\n`);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'words.txt'), 'bytes over TLS');
    expect(await ann.call(['send', '#lobby', '--file', join(folder, 'words.txt')])).toMatchObject({code: 0});
    expect(await ann.call(['get', '#lobby', 'words.txt'])).toMatchObject({code: 0});
    expect(readFileSync(join(ann.home, 'downloads', 'words.txt'), 'utf8')).toBe('bytes over TLS');

    // Another start, another port: the same key. The programs of whoever runs it know it without being told.
    const key = readFileSync(keyFile, 'utf8');
    await server.stop();
    server = await serve(operator, TLS);
    expect(readFileSync(keyFile, 'utf8')).toBe(key);
    expect(KEY_LINE.exec(server.stdout())?.[1]).toBe(shown);
    expect(await register(operator, 'opal', server.url)).toMatchObject({code: 0});
  });

  test('is met without a link: a script is told what to do, and by the fingerprint it goes on', async () => {
    const amy = person();
    const refused = await register(amy, 'amy', server.url);
    expect(refused).toMatchObject({code: 3, stdout: ''});
    expect(refused.stderr).toContain(`(${shown}), met for the first time; nothing was sent.`);
    expect(refused.stderr).toContain('chat-tui trust ADDRESS --fingerprint');
    const wrong = `SHA256:${'A'.repeat(43)}`;
    expect(await amy.call(['trust', server.url, '--fingerprint', wrong])).toMatchObject({code: 4});
    expect(await amy.call(['trust', server.url])).toMatchObject({code: 2, stderr: expect.stringContaining(shown)});
    expect(await amy.call(['trust'])).toMatchObject({code: 0, stdout: ''});
    expect(await amy.call(['trust', server.url, '--fingerprint', shown])).toMatchObject({code: 0});
    expect((await amy.call(['trust', '--json'])).stdout).toBe(`{"server":"${server.url}","fingerprint":"${shown}"}\n`);
    expect(await register(amy, 'amy', server.url)).toMatchObject({code: 0});
    // The same by an option or a variable, in one step.
    const bob = person(undefined, {CHAT_TUI_FINGERPRINT: shown});
    expect(await register(bob, 'bob', server.url)).toMatchObject({code: 0});
  });

  test('with another key than before stops everybody, whose login it does not get, until that is trusted', async () => {
    const operator = person();
    const first = await serve(operator, TLS);
    const ann = person();
    await register(ann, 'ann', first.joinLink);
    const {port} = new URL(first.url);
    await first.stop();
    rmSync(join(operator.home, 'server', 'tls-key.pem'));
    const second = await serve(operator, [...TLS, '--port', port]);
    const before = `SHA256:${parseAddress(first.joinLink).fingerprint}`;
    const now = `SHA256:${parseAddress(second.joinLink).fingerprint}`;
    expect(now).not.toBe(before);
    for (const args of [['whoami'], ['send', '#lobby', 'x'], ['whoami', '--server', second.joinLink]]) {
      const ran = await ann.call(args);
      expect(ran).toMatchObject({code: 3, stdout: ''});
      expect(ran.stderr).toContain(before);
      expect(ran.stderr).toContain(now);
      expect(ran.stderr).toContain('chat-tui trust ADDRESS');
    }
    // The screen says it once, in full, and goes on trying: on a train the right one is back soon.
    const screen = terminal({env: ann.env, columns: 100});
    await screen.waitFor(/not the right server/);
    await screen.waitFor(shown => shown.replaceAll(/\s+│?\s*/g, '').includes('chat-tuitrustADDRESS'));
    screen.kill('SIGTERM');
    expect(second.stderr()).not.toContain('"name":"ann"');
    const asked = await ann.call(['trust', second.url]);
    expect(asked).toMatchObject({code: 2, stderr: expect.stringMatching(`known: ${before}\nshown: ${now}\n`)});
    expect(await ann.call(['trust', second.joinLink])).toMatchObject({code: 0});
    // The login was given to the other key.
    expect(await ann.call(['whoami'])).toMatchObject({code: 4});
    const logins = readdirSync(join(ann.home, 'client', 'logins')).filter(name => !name.startsWith('keys%20of'));
    expect(logins).toHaveLength(1);
  });

  test('is met on the screen: the key is shown and asked about, and the link needs no question', async () => {
    const {env} = person();
    const screen = terminal({env, args: ['join', server.url]});
    await screen.waitFor(/Is this the right server\?/);
    await screen.waitFor(shown);
    expect(screen.screen()).toContain('met for the first time');
    screen.press('\r');
    await screen.waitFor(/Join a chat/);
    screen.press('\r');
    await screen.waitFor(/Is this the right server\?/);
    screen.press('j\r');
    await screen.waitFor(/New account on|Log in to/);
    const other = terminal({env: person().env, args: ['join', server.joinLink]});
    await other.waitFor(/New account on|Log in to/);
  });
});

describe('where a server is reached', () => {
  afterEach(cleanUp);

  test('is named by links and the page of the link, with the path that a proxy has, taken off or not', async () => {
    const url = 'https://chat.example.org/team/chat';
    const server = await serve(person(), [
      '--trusted-proxy',
      'loopback',
      '--trusted-proxy',
      '10.0.0.0/8',
      '--public-url',
      url,
    ]);
    expect(server.joinLink.replace(/#[\w-]{22}$/, '')).toBe(`${url}/join`);
    for (const path of ['/join', '/team/chat/join'])
      expect(await (await fetch(server.url + path)).json()).toMatchObject({hint: expect.stringContaining(url)});
    for (const path of ['/team/chat', '/team/chatx/join', '/team/join', '/x/team/chat/join'])
      expect((await fetch(server.url + path)).status).toBe(404);
    const ann = person();
    const below = `${server.url}/team/chat/join${new URL(server.joinLink).hash}`;
    expect(await register(ann, 'ann', below)).toMatchObject({code: 0});
    const file = join(temporaryFolder(), 'words.txt');
    writeFileSync(file, 'below a path');
    expect(await ann.call(['send', '#lobby', '--file', file])).toMatchObject({code: 0});
    expect(await ann.call(['get', '#lobby', 'words.txt'])).toMatchObject({code: 0});
    expect(readFileSync(join(ann.home, 'downloads', 'words.txt'), 'utf8')).toBe('below a path');
    expect((await ann.call(['whoami'])).stdout).toContain(`${server.url}/team/chat\n`);
    // Another path is another server: what was given to this one is not for it.
    expect((await ann.call(['whoami', '--server', server.url])).code).toBe(4);
  });

  test.each([
    [['--trusted-proxy', 'nginx'], /--trusted-proxy must be addresses or networks/],
    [['--trusted-proxy', '10.0.0.0/33'], /--trusted-proxy must be/],
    [['--trusted-proxy', '2001:db8::/129'], /--trusted-proxy must be/],
    [['--trusted-proxy', '10.0.0.1', '--trusted-proxy', ''], /--trusted-proxy must be/],
    [['--public-url', 'chat.example.org'], /--public-url must be an address such as https/],
    [['--public-url', 'https://chat.example.org/a?b'], /--public-url must be/],
    [['--public-url', 'https://chat.example.org/#x'], /--public-url must be/],
    [['--tls', 'yes'], /--tls must be one of auto, on, off/],
  ])('is refused where it cannot be meant: %j', async (args, sentence) => {
    const ran = await person().call(['serve', '--port', '0', ...args]);
    expect(ran).toMatchObject({code: 2, stdout: '', stderr: expect.stringMatching(sentence)});
  });

  test('without encryption off this machine is said at every start, unless a proxy stands before it', async () => {
    const open = person();
    const args = ['serve', '--port', '0', '--host', '0.0.0.0', '--tls', 'off'];
    const server = open.start(args);
    await server.waitFor(/^WARNING: connections are not encrypted/m);
    expect(server.stdout()).toContain('ready at http://0.0.0.0:');
    await server.stop();
    const behind = person().start([...args, '--trusted-proxy', '10.0.0.5']);
    await behind.waitFor(/ready at http:\/\/0\.0\.0\.0:[^]*\/join/);
    expect(behind.stdout()).not.toContain('WARNING');
  });
});
