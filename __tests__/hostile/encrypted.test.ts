/**
 * Certificates and keys that are not the right ones, encryption where none is and the reverse: a sentence on both sides, and
 * nothing is sent.
 */
import {randomBytes} from 'node:crypto';
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer, type Socket} from 'node:net';
import {join} from 'node:path';
import {createServer as createTlsServer, connect as connectTls} from 'node:tls';
import {afterEach, describe, expect, test} from '@jest/globals';
import {parseAddress} from '../../src/shared/address.ts';
import {inDays, makeCertificate, writePair, type Made, type Wanted} from '../support/keys/certificates.ts';
import {within} from '../support/suite/deadline.ts';
import {
  cleanUp,
  jsonLinesOf,
  onCleanUp,
  passwordOf,
  person,
  serve,
  temporaryFolder,
  type Person,
} from '../support/program.ts';
import {rawHttp} from '../support/hostile/rawSocket.ts';

afterEach(cleanUp);

const LOGIN = ['login', '--user', 'ann', '--store', 'file', '--password-stdin'];
const login = (who: Person, server: string, ...more: string[]) =>
  who.call([...LOGIN, '--server', server, ...more], {stdin: passwordOf('ann')});

/** Keeps every byte that it is told in the clear or after a handshake. */
async function listening(made?: Made): Promise<{port: number; got: () => string}> {
  let got = '';
  const take = (socket: Socket) =>
    void socket.on('data', bytes => (got += bytes.toString('latin1'))).on('error', () => undefined);
  const server =
    made === undefined ? createServer(take) : createTlsServer({cert: made.certificate, key: made.key}, take);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onCleanUp(() => void server.close());
  return {port: (server.address() as {port: number}).port, got: () => got};
}

describe('B112 a certificate', () => {
  const authority = makeCertificate({isAuthority: true});
  const CASES: readonly (readonly [string, Wanted, RegExp])[] = [
    ['that has expired', {notAfter: inDays(-1)}, /it has expired/],
    ['that is not valid yet', {notBefore: inDays(1)}, /it is not valid yet/],
    ['of an unknown authority', {issuer: authority}, /NODE_EXTRA_CA_CERTS/],
    ['of an unknown authority, for another name', {issuer: authority, names: ['chat.example']}, /NODE_EXTRA_CA_CERTS/],
    [
      'of an unknown authority that has expired',
      {issuer: authority, notAfter: inDays(-1)},
      /expired|NODE_EXTRA_CA_CERTS/,
    ],
  ];
  test.each(CASES)('%s is refused, also by who would ask for its key', async (_, wanted, sentence) => {
    const {port, got} = await listening(makeCertificate(wanted));
    const ran = await login(person(), `https://127.0.0.1:${port}`);
    expect(ran).toMatchObject({code: 3, stdout: '', stderr: expect.stringMatching(sentence)});
    expect(got()).toBe('');
  });

  test('that has expired is refused although its key is known', async () => {
    const made = makeCertificate();
    const old = makeCertificate({privateKey: made.privateKey, notAfter: inDays(-1)});
    const ann = person();
    const folder = temporaryFolder();
    const server = await serve(person(), writePair(folder, made).flags);
    const link = parseAddress(server.joinLink);
    expect(await login(ann, server.joinLink)).toMatchObject({code: 4});
    await server.stop();
    const {port} = new URL(server.url);
    const later = await serve(person(), [...writePair(folder, old).flags, '--port', port]);
    expect(await login(ann, later.url)).toMatchObject({code: 3, stderr: expect.stringContaining('it has expired')});
    expect(await login(person(), later.url, '--fingerprint', link.fingerprint ?? '')).toMatchObject({code: 3});
    expect(jsonLinesOf<{msg: string}>(later.stderr()).map(({msg}) => msg)).toContain(
      'the certificate has expired: nobody can come in',
    );
  });

  test('of an authority that this machine knows is right without a question, and only for its name and its time', async () => {
    const file = join(temporaryFolder(), 'ca.pem');
    writeFileSync(file, authority.certificate);
    const env = {NODE_EXTRA_CA_CERTS: file};
    const server = await serve(person(), writePair(temporaryFolder(), makeCertificate({issuer: authority})).flags);
    expect(parseAddress(server.joinLink).fingerprint).toBeUndefined();
    const ann = person();
    const args = ['register', '--user', 'ann', '--store', 'file', '--password-stdin', '--server', server.url];
    expect(await ann.run(args, {env, stdin: passwordOf('ann')})).toMatchObject({code: 0});
    expect(await ann.run(['whoami'], {env})).toMatchObject({code: 0});
    // Without that authority the same server is refused, and no key takes its place.
    const refused = await ann.run(['whoami']);
    expect(refused).toMatchObject({code: 3, stderr: expect.stringContaining('NODE_EXTRA_CA_CERTS')});
    const link = `${server.url}/join#sha256-${randomBytes(32).toString('base64url')}`;
    const evil = await ann.run(['whoami', '--server', link], {env});
    expect(evil).toMatchObject({code: 3, stderr: expect.stringContaining('an authority vouches for')});
    const other = await listening(makeCertificate({issuer: authority, names: ['chat.example']}));
    const wrong = await person().run([...LOGIN, '--server', `https://127.0.0.1:${other.port}`], {
      env,
      stdin: passwordOf('ann'),
    });
    expect(wrong).toMatchObject({code: 3, stderr: expect.stringContaining('it is for another name')});
    expect(other.got()).toBe('');
  });

  test('with a key that is known, in the hands of somebody without that key, is worth nothing', async () => {
    const server = await serve(person(), ['--tls', 'on']);
    const ann = person();
    await ann.call(['register', '--user', 'ann', '--store', 'file', '--password-stdin', '--server', server.joinLink], {
      stdin: passwordOf('ann'),
    });
    await server.stop();
    const {port} = new URL(server.url);
    const got: string[] = [];
    const fake = makeCertificate();
    const impostor = createTlsServer({cert: fake.certificate, key: fake.key}, socket =>
      socket.on('data', bytes => got.push(bytes.toString('latin1'))).on('error', () => undefined),
    );
    impostor.on('tlsClientError', () => undefined);
    await new Promise<void>(resolve => impostor.listen(Number(port), '127.0.0.1', resolve));
    onCleanUp(() => void impostor.close());
    for (const args of [['whoami'], ['send', '#lobby', 'x'], ['get', '#lobby', 'x']])
      expect(await ann.call(args)).toMatchObject({code: 3, stderr: expect.stringContaining('has changed')});
    expect(await login(ann, server.url)).toMatchObject({code: 3});
    expect(got).toEqual([]);
  });
});

describe('B112 a server’s own certificate', () => {
  test('and key that do not fit, cannot be read or are none end the start with a sentence', async () => {
    const made = makeCertificate();
    const other = makeCertificate();
    const folder = temporaryFolder();
    const {certificateFile, keyFile} = writePair(folder, made);
    const tried = async (pair: Partial<Made> | undefined, args?: readonly string[]) => {
      if (pair !== undefined) writePair(folder, {...made, ...pair});
      const flags = args ?? ['--tls-cert', certificateFile, '--tls-key', keyFile];
      return person().call(['serve', '--port', '0', ...flags]);
    };
    const refused = (sentence: RegExp) => ({code: 2, stdout: '', stderr: expect.stringMatching(sentence)});
    expect(await tried({key: other.key})).toMatchObject(refused(/not that of the certificate/));
    expect(await tried({key: 'x'})).toMatchObject(refused(/cannot be used/));
    expect(await tried({certificate: ''})).toMatchObject(refused(/cannot be used/));
    expect(await tried({certificate: made.key, key: made.certificate})).toMatchObject(refused(/cannot be used/));
    const locked = made.privateKey
      .export({type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret'})
      .toString();
    expect(await tried({key: locked})).toMatchObject(refused(/cannot be used/));
    expect(await tried(undefined, ['--tls-cert', certificateFile])).toMatchObject(refused(/belong together/));
    expect(await tried(undefined, ['--tls-cert', join(folder, 'none'), '--tls-key', keyFile])).toMatchObject(
      refused(/none cannot be read \(ENOENT\)/),
    );
    expect(await tried(undefined, ['--tls', 'off', '--tls-cert', certificateFile, '--tls-key', keyFile])).toMatchObject(
      refused(/contradict/),
    );
  });

  test('of its own making is not replaced when it is damaged or others could read it', async () => {
    const operator = person();
    const server = await serve(operator, ['--tls', 'on']);
    await server.stop();
    const keyFile = join(operator.home, 'server', 'tls-key.pem');
    chmodSync(keyFile, 0o644);
    const start = () => operator.call(['serve', '--port', '0', '--tls', 'on']);
    expect(await start()).toMatchObject({code: 2, stderr: expect.stringMatching(/can be read by others/)});
    chmodSync(keyFile, 0o600);
    const key = readFileSync(keyFile, 'utf8');
    writeFileSync(keyFile, key.slice(0, 80));
    expect(await start()).toMatchObject({code: 2, stderr: expect.stringMatching(/holds no key/)});
    writeFileSync(keyFile, key);
    // The certificate alone is made again, and nobody notices.
    writeFileSync(join(operator.home, 'server', 'tls-certificate.pem'), 'x');
    const again = await serve(operator, ['--tls', 'on']);
    expect(parseAddress(again.joinLink).fingerprint).toBe(parseAddress(server.joinLink).fingerprint);
  });

  test('is read again when its files change, and nobody is dropped', async () => {
    const folder = temporaryFolder();
    const made = makeCertificate();
    const server = await serve(person(), writePair(folder, made).flags);
    const ann = person();
    await ann.call(['register', '--user', 'ann', '--store', 'file', '--password-stdin', '--server', server.joinLink], {
      stdin: passwordOf('ann'),
    });
    const following = ann.start(['tail', '#lobby', '-n', '5', '-f']);
    await following.waitFor(/ann joined/);
    // Half of it: the old pair stays.
    const next = makeCertificate({privateKey: made.privateKey, notAfter: inDays(20)});
    const other = makeCertificate();
    writeFileSync(join(folder, 'privkey.pem'), other.key);
    await server.waitFor(/could not be read again/);
    writePair(folder, next);
    await server.waitFor(/another certificate is in use/);
    await server.waitFor(/the certificate expires soon/);
    expect(await ann.call(['send', '#lobby', 'with the new certificate'])).toMatchObject({code: 0});
    await following.waitFor(/with the new certificate/);
    // Another key, told by a signal.
    writePair(folder, other);
    server.child.kill('SIGHUP');
    await server.waitFor(/another certificate is in use[^]*another certificate is in use/);
    expect(await ann.call(['send', '#lobby', 'x'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('has changed'),
    });
    expect(following.stderr()).toBe('');
  });
});

describe('B113 encryption where there is none', () => {
  test('is a sentence on both sides, and the other way round; broken handshakes leave the server alive', async () => {
    const plain = await serve(person());
    const secure = await serve(person(), ['--tls', 'on']);
    const toPlain = await login(person(), plain.url.replace('http:', 'https:'));
    expect(toPlain).toMatchObject({code: 3, stderr: expect.stringContaining('does not speak TLS')});
    await plain.waitFor(/this server is not encrypted, its address begins with http:/);
    const toSecure = await login(person(), secure.url.replace('https:', 'http:'));
    expect(toSecure).toMatchObject({code: 3, stderr: expect.stringContaining(`Use ${secure.url}`)});
    await secure.waitFor(/not encrypted; the address of this server begins with https:/);
    const answer = await rawHttp(secure.url, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n[^]*\r\n\r\nThis server takes encrypted/);
    for (const bytes of ['\r\n', 'SSH-2.0-x\r\n', '\0'.repeat(100), 'x'.repeat(100_000)])
      expect(await rawHttp(secure.url, bytes)).toMatch(/^HTTP\/1\.1 426/);
    // Older than TLS 1.2, broken or cut.
    const {port} = new URL(secure.url);
    const place = {host: '127.0.0.1', port: Number(port), rejectUnauthorized: false};
    const old = await new Promise<string>(resolve => {
      const socket = connectTls({...place, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0'});
      socket.on('error', error => resolve(String((error as NodeJS.ErrnoException).code)));
      socket.on('secureConnect', () => resolve('connected'));
    });
    expect(old).toMatch(/^ERR_SSL/);
    for (const bytes of [
      '\x16',
      '\x16\x03\x01\xff\xff',
      `\x16\x03\x01\x00\x05${'x'.repeat(5)}`,
      `\x16${'y'.repeat(500)}`,
    ])
      await within(
        'the end of a broken handshake',
        new Promise<void>(resolve => {
          const tcp = connectPlain(Number(port), bytes);
          tcp.on('close', () => resolve()).on('error', () => undefined);
        }),
      );
    expect(await login(person(), secure.joinLink)).toMatchObject({code: 4});
  });
});

function connectPlain(port: number, bytes: string): Socket {
  const {connect} = process.getBuiltinModule('node:net');
  const tcp: Socket = connect({host: '127.0.0.1', port}, () => tcp.end(bytes, 'latin1'));
  return tcp.resume();
}

describe('B31 the file of known keys, damaged', () => {
  test.each(['', '{', '[]', '[]x', '{"https://127.0.0.1:1":"SHA256:short"}', '{"https://127.0.0.1:1":7}'])(
    'is not taken for an empty one: %j',
    async content => {
      const ann = person();
      mkdirSync(join(ann.home, 'client'), {recursive: true});
      writeFileSync(join(ann.home, 'client', 'known-servers.json'), content);
      const ran = await login(ann, 'https://127.0.0.1:1');
      expect(ran).toMatchObject({code: 2, stderr: expect.stringContaining('known-servers.json')});
    },
  );
});
