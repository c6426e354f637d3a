/** Another process on the port of one's own server: it gets no token and no password, and cannot pass on the proof of the real one. */
import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {createServer, request, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {identityOf} from '../../src/cli/account/identity.ts';
import {openShell} from '../../src/cli/shell.ts';
import {IDENTITY_PATH} from '../../src/shared/identity.ts';
import {within} from '../support/deadline.ts';
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

  test('cannot read the secret, and a server whose folder is gone is no reason to ask', async () => {
    const me = person();
    const server = await serve(me);
    const path = join(me.home, 'server', 'identity');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const proof = identityOf(shellOf(me), server.url);
    await proof?.prove();
    const secret = readFileSync(path, 'utf8');
    writeFileSync(path, `${'x'.repeat(43)}\n`);
    await expect(proof?.prove()).rejects.toMatchObject({code: 'server-not-proved'});
    writeFileSync(path, '');
    await expect(proof?.prove()).resolves.toBeUndefined();
    writeFileSync(path, secret);
    expect(identityOf(shellOf(me), 'https://chat.example:443')).toBeUndefined();
    // Somebody who never ran a server there asks for nothing.
    await expect(identityOf(shellOf(person()), server.url)?.prove()).resolves.toBeUndefined();
  });

  test.each(['', 'x', 'A'.repeat(44), '%00', 'A'.repeat(42) + '!'])(
    'a challenge that is none (%j) is not answered',
    async bad => {
      const server = await serve(person());
      expect((await fetch(`${server.url}${IDENTITY_PATH}?challenge=${bad}`)).status).toBe(404);
    },
  );
});
