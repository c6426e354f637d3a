/**
 * Another process on the port of one's own server: it gets no token and no password, and cannot pass on the proof of the real
 * one.
 */
import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {createServer, request, type IncomingMessage, type Server} from 'node:http';
import {createServer as createTcpServer, type AddressInfo} from 'node:net';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {identityOf} from '../../src/cli/account/identity.ts';
import {openShell} from '../../src/cli/shell.ts';
import {prove} from '../../src/client/line/proof.ts';
import {rememberServed} from '../../src/cli/serving/serverFile.ts';
import {openRequest, readText} from '../../src/client/transfers/bytes/http.ts';
import {stream} from '../../src/client/transfers/bytes/stream.ts';
import {IDENTITY_PATH, proofOf} from '../../src/shared/access/identity.ts';
import {within} from '../support/suite/deadline.ts';
import {cleanUp, onCleanUp, passwordOf, person, serve, type Person} from '../support/program.ts';

afterEach(cleanUp);

const REGISTER = ['register', '--user', 'ann', '--store', 'file', '--password-stdin'];

interface Impostor {
  url: string;
  /** Everything that it was sent: lines of requests, headers, and bytes after an upgrade. */
  got: string[];
  /** Resolves when somebody came. */
  asked: Promise<void>;
}

/**
 * Answers every path, agrees to every upgrade, and asks the real server, where there is one, for what it does not know
 * itself.
 */
async function impostorOn(port: number, real?: string): Promise<Impostor> {
  const got: string[] = [];
  const asked = Promise.withResolvers<void>();
  const note = (req: IncomingMessage) => {
    got.push(`${req.method} ${req.url} ${JSON.stringify(req.headers)}`);
    asked.resolve();
  };
  const server: Server = createServer((req, res) => {
    note(req);
    if (real === undefined || req.url?.startsWith(IDENTITY_PATH) !== true) {
      res.end(JSON.stringify({ok: true, proof: 'A'.repeat(43)}));
      return;
    }
    request(real + req.url, answer => answer.pipe(res)).end();
  });
  server.on('upgrade', (req, socket) => {
    note(req);
    socket.on('data', (bytes: Buffer) => got.push(bytes.toString('latin1'))).on('error', () => undefined);
    socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  onCleanUp(() => {
    server.closeAllConnections();
    server.close();
  });
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got, asked: asked.promise};
}

const shellOf = (who: Person) =>
  openShell(
    {},
    {env: who.env, platform: process.platform, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr},
  );

describe('B56 another process on the port of one’s own server', () => {
  test.each(['knows nothing', 'passes the challenge on to the real one, which has another port now'])(
    'gets no token and no password: it %s',
    async how => {
      const me = person();
      const server = await serve(me);
      expect(await me.call(REGISTER, {stdin: passwordOf('ann')})).toMatchObject({code: 0});
      expect(await me.call(['whoami'])).toMatchObject({code: 0});
      await server.stop('SIGKILL');
      const real = how.startsWith('passes') ? await serve(me) : undefined;
      const impostor = await impostorOn(Number(new URL(server.url).port), real?.url);
      const named = {CHAT_TUI_SERVER: impostor.url};
      const login = ['login', '--user', 'ann', '--store', 'file', '--password-stdin'];
      for (const [args, env] of [
        [['whoami'], named],
        [['whoami'], {...named, CHAT_TUI_TOKEN: `ct_${'t'.repeat(43)}`}],
        [login, named],
      ] as const) {
        const ran = await me.call(args, {env, stdin: passwordOf('ann')});
        expect(ran).toMatchObject({code: 3, stdout: '', stderr: expect.stringMatching(/is not your own server/)});
      }
      expect(impostor.got.length).toBeGreaterThan(0);
      expect(impostor.got.filter(line => !line.startsWith(`GET ${IDENTITY_PATH}?challenge=`))).toEqual([]);
      expect(impostor.got.join('\n')).not.toMatch(/ct_|secret of/);
    },
  );

  test('is noticed by a program that runs, when it connects again', async () => {
    const me = person();
    const server = await serve(me);
    expect(await me.call(REGISTER, {stdin: passwordOf('ann')})).toMatchObject({code: 0});
    const following = me.start(['tail', '#lobby', '-n', '5', '-f']);
    await following.waitFor(/ann joined/);
    await server.stop('SIGKILL');
    const impostor = await impostorOn(Number(new URL(server.url).port));
    await within('a try to connect again', impostor.asked);
    await following.stop();
    expect(impostor.got.filter(line => !line.startsWith(`GET ${IDENTITY_PATH}`))).toEqual([]);
  });

  test('cannot read the secret; a server whose folder is gone is no reason to ask; no challenge is no question', async () => {
    const me = person();
    const server = await serve(me);
    const path = join(me.home, 'server', 'identity');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const ask = (who: Person) => prove(server.url, identityOf(shellOf(who), server.url) ?? {});
    await ask(me);
    const secret = readFileSync(path, 'utf8');
    writeFileSync(path, `${'x'.repeat(43)}\n`);
    await expect(ask(me)).rejects.toMatchObject({code: 'server-not-proved'});
    writeFileSync(path, '');
    await expect(ask(me)).resolves.toBeUndefined();
    writeFileSync(path, secret);
    expect(identityOf(shellOf(me), 'https://chat.example:443')).toBeUndefined();
    // Somebody who never ran a server there asks for nothing.
    await expect(ask(person())).resolves.toBeUndefined();
    for (const bad of ['', 'x', 'A'.repeat(44), '%00', 'A'.repeat(42) + '!'])
      expect((await fetch(`${server.url}${IDENTITY_PATH}?challenge=${bad}`)).status).toBe(404);
  });
});

describe('B56 a process that takes the port between two connections', () => {
  const TOKEN = `ct_${'t'.repeat(43)}`;

  /** Has the secret for as many connections as it is told, and forgets it then. */
  async function forgetful(dataDir: string, provenMax: number): Promise<{url: string; got: string[]}> {
    const got: string[] = [];
    const secret = readFileSync(join(dataDir, 'identity'), 'utf8').trim();
    const server = createTcpServer(socket => {
      const at = got.push('') - 1;
      const {localAddress: address = '', localPort: ownPort = 0} = socket;
      socket
        .on('error', () => undefined)
        .on('data', (bytes: Buffer) => {
          got[at] += bytes.toString('latin1');
          const challenge = /^GET \/identity\?challenge=(\S+) [^]*\r\n\r\n$/.exec(bytes.toString('latin1'))?.[1];
          if (challenge === undefined) return void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
          const proof = at < provenMax ? proofOf(secret, challenge, {address, port: ownPort}) : 'A'.repeat(43);
          const body = JSON.stringify({ok: true, proof});
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    onCleanUp(() => void server.close());
    return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got};
  }

  test('gets no token: every connection is proved by itself before anything is sent on it', async () => {
    const me = person();
    const dataDir = join(me.home, 'server');
    await (await serve(me)).stop();
    const {url, got} = await forgetful(dataDir, 2);
    rememberServed(shellOf(me).paths, url, dataDir);
    const server = {serverUrl: url, identity: identityOf(shellOf(me), url), token: TOKEN};
    const ask = () =>
      new Promise<string>((resolve, reject) => {
        const head = {method: 'GET', path: '/files/x', headers: {}};
        openRequest(server, head)
          .on('error', reject)
          .on('response', answer => resolve(readText(answer)))
          .end();
      });
    const fetchBytes = async () => {
      let text = '';
      const onBody = (bytes: Buffer) => ((text += bytes.toString()), true);
      const {signal} = new AbortController();
      const rest = {
        headers: {},
        // Small ones go over connections that are kept, as `ask` does.
        sizeBytes: 100_000,
        readBytes: 1_024,
        signal,
        onHead: () => undefined,
        onFlow: () => undefined,
      };
      await stream({server, path: '/files/x', onBody, ...rest});
      return text;
    };
    expect(await ask()).toBe('ok');
    expect(await fetchBytes()).toBe('ok');
    await expect(ask()).rejects.toMatchObject({code: 'server-not-proved'});
    await expect(fetchBytes()).rejects.toMatchObject({code: 'server-not-proved'});
    const ran = await me.call(['whoami'], {env: {CHAT_TUI_SERVER: url, CHAT_TUI_TOKEN: TOKEN}});
    expect(ran).toMatchObject({code: 3, stderr: expect.stringMatching(/is not your own server/)});
    expect(got.length).toBeGreaterThan(4);
    for (const one of got) expect(one).toMatch(/^GET \/identity\?challenge=/);
    expect(got.map(one => one.includes(TOKEN))).toEqual(got.map((_, at) => at < 2));
  });
});
