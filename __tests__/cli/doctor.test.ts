/** `chat-tui doctor`: what is wrong is named where it is, with what to do, and nothing else. */
import {chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer as createHttp} from 'node:http';
import {createServer, type AddressInfo, type Server} from 'node:net';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {inDays, makeCertificate, writePair} from '../support/keys/certificates.ts';
import {
  account,
  cleanUp,
  jsonLinesOf,
  onCleanUp,
  person,
  serve,
  temporaryFolder,
  type Person,
} from '../support/program.ts';

afterEach(cleanUp);

interface Line {
  check: string;
  result: string;
  text: string;
}

async function examined(who: Person, args: readonly string[] = [], env: Record<string, string> = {}) {
  const {code, stdout, stderr} = await who.call(['doctor', ...args, '--json'], {env});
  expect(stderr).toBe('');
  const lines = jsonLinesOf<Line>(stdout);
  const byName = new Map(lines.map(line => [line.check, line]));
  return {
    code,
    failed: lines.filter(({result}) => result === 'fail').map(({check}) => check),
    last: lines.at(-1)?.check,
    textOf: (check: string) => byName.get(check)?.text,
    resultOf: (check: string) => byName.get(check)?.result,
  };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onCleanUp(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('on the client’s side', () => {
  test('all is well up to the login, and then as well', async () => {
    const server = await serve(person());
    const anonymous = await examined(person(undefined, {CHAT_TUI_SERVER: server.url}));
    expect(anonymous).toMatchObject({code: 0, failed: [], last: 'files'});
    expect(anonymous.resultOf('login')).toBe('warn');
    const ann = await account(server, 'ann');
    const known = await examined(ann);
    expect(known).toMatchObject({code: 0, failed: [], last: 'files'});
    expect(known.textOf('login')).toBe('ann (owner), in 1 rooms.');
    const {stdout} = await ann.call(['doctor']);
    expect(stdout).toMatch(/^ok {4}connection {4}Port \d+ answers after \d+ ms\.$/m);
  });

  test('ends at the step that fails, with its exit code', async () => {
    const nobody = person();
    expect(await examined(nobody, ['--server', 'http://127.0.0.1:9'])).toMatchObject({code: 3, last: 'connection'});
    expect(await examined(nobody, ['--server', 'nowhere.invalid'])).toMatchObject({code: 3, last: 'name'});
    // Something else answers there.
    const other = await listening(createHttp((_, answer) => answer.end('{"ok": true}')));
    expect(await examined(nobody, ['--server', other])).toMatchObject({code: 3, last: 'protocol'});
    const silent = await listening(createServer(socket => socket.on('error', () => undefined).end('220 mail\r\n')));
    expect(await examined(nobody, ['--server', silent.replace('http', 'https')])).toMatchObject({last: 'encryption'});
  });

  test('a key that nobody vouches for is to be compared, a known one is held, another one stops', async () => {
    const operator = person();
    const server = await serve(operator, ['--tls', 'on']);
    const ann = await account({url: server.joinLink}, 'ann');
    expect(await examined(ann)).toMatchObject({code: 0, failed: []});
    const anonymous = person(undefined, {CHAT_TUI_SERVER: server.url});
    const met = await examined(anonymous);
    expect(met).toMatchObject({code: 3, failed: ['encryption']});
    expect(met.textOf('encryption')).toContain('SHA256:');
    await server.stop();
    rmSync(join(operator.home, 'server', 'tls-key.pem'));
    const second = operator.start(['serve', '--tls', 'on', '--port', new URL(server.url).port]);
    await second.waitFor(/ready at/);
    const changed = await examined(ann);
    expect(changed).toMatchObject({code: 3, failed: ['encryption'], last: 'encryption'});
    expect(changed.textOf('encryption')).toContain('has changed');
  });

  test('settings, locale and a damaged local store are named, and nothing is changed', async () => {
    const ann = person();
    const store = join(ann.home, 'client', 'local', 'ann@127.0.0.1_7420');
    mkdirSync(store, {recursive: true, mode: 0o700});
    writeFileSync(join(store, 'store.sqlite'), 'no database');
    writeFileSync(join(ann.home, 'config.toml'), 'usr = "x"\n');
    const found = await examined(ann, ['--server', 'http://127.0.0.1:9'], {LANG: 'de_DE.ISO-8859-1'});
    expect(found.failed).toEqual(['settings', 'local store', 'server']);
    expect(found.code).toBe(2);
    expect(found.textOf('settings')).toContain('did you mean user?');
    expect(found.textOf('local store')).toContain(store);
    expect(found.textOf('locale')).toContain('ISO-8859-1');
    expect(readdirSync(store)).toEqual(['store.sqlite']);
    expect(await ann.call(['doctor', 'nowhere'])).toMatchObject({code: 2, stdout: ''});
  });
});

describe('on the server’s side', () => {
  test('before the first start, while it runs, and after a backup', async () => {
    const owner = person();
    expect(await examined(owner, ['server'])).toMatchObject({failed: []});
    const server = await serve(owner);
    const running = await examined(owner, ['server']);
    expect(running).toMatchObject({code: 0, failed: []});
    expect(running.textOf('port')).toBe(`The server runs, at ${server.url}.`);
    expect(running.resultOf('owner')).toBe('warn');
    expect(running.resultOf('backup')).toBe('warn');
    await account(server, 'ann');
    expect(await owner.call(['admin', 'backup', temporaryFolder()])).toMatchObject({code: 0});
    const later = await examined(owner, ['server']);
    expect([later.resultOf('owner'), later.textOf('backup')]).toEqual([undefined, 'The last is 0 days old.']);
  });

  test('rights, a port that is taken, a limit too low and an old certificate are named', async () => {
    const owner = person();
    const data = join(owner.home, 'server');
    mkdirSync(data);
    writeFileSync(join(data, 'chat.db'), '');
    chmodSync(data, 0o755);
    const taken = await listening(createServer());
    const old = makeCertificate({notBefore: inDays(-2), notAfter: inDays(-1)});
    const {certificateFile, keyFile} = writePair(owner.home, old);
    const env = {
      CHAT_TUI_PORT: new URL(taken).port,
      CHAT_TUI_TLS_CERT: certificateFile,
      CHAT_TUI_TLS_KEY: keyFile,
      CHAT_TUI_MAX_USERS: '1000000',
    };
    const found = await examined(owner, ['server'], env);
    expect(found).toMatchObject({code: 2, failed: ['data folder', 'port', 'certificate']});
    expect(found.textOf('certificate')).toContain('has expired');
    expect(found.resultOf('descriptors')).toBe('warn');
  });
});
