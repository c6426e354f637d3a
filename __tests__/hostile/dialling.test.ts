/** Who says from where a client is seen, and from where the other one dials: a server and a peer that lie about it. */
import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {createServer as createSecureServer} from 'node:https';
import {createServer, type AddressInfo, type Socket} from 'node:net';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, test} from '@jest/globals';
import {openLinkListener, type LinkListener} from '../../src/client/peer/link.ts';
import type {AskedServer} from '../../src/client/peer/publicAddress.ts';
import {makeCertificate} from '../support/keys/certificates.ts';
import {within} from '../support/suite/deadline.ts';
import {temporaryFolder} from '../support/program.ts';

/** Where an answer comes, it is not the machine's speed that is looked at. */
const PATIENT_MS = 60_000;

describe('B70 a client behind a NAT', () => {
  test('is told nothing of itself by a server that lies, says too much, or says nothing', async () => {
    const sockets = new Set<Socket>();
    let answer: (socket: Socket) => void = () => undefined;
    const server = createServer(socket => {
      sockets.add(socket);
      socket.on('error', () => undefined).once('data', () => answer(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const {port} = server.address() as AddressInfo;
    const place = {hasLoopback: false, server: {serverUrl: `http://127.0.0.1:${port}`}};
    const found = async (
      body: string,
      head = `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`,
      asked: AskedServer = place.server,
    ) => {
      answer = socket => void socket.write(head + body);
      const listener = await openLinkListener({...place, server: asked});
      listener.close();
      return outsideOf(listener);
    };
    const said = (address: string, at: number) => JSON.stringify({ok: true, address, port: at});
    const patient = {...place.server, answerMs: PATIENT_MS};
    expect(await found(said('198.51.100.7', 40_000), undefined, patient)).toEqual({
      address: '198.51.100.7',
      port: 40_000,
    });
    for (const address of ['127.0.0.1', '::1', '169.254.1.1', '224.0.0.1', 'ff02::1', '0.0.0.0', 'evil.example', ''])
      expect(await found(said(address, 40_000))).toBeUndefined();
    for (const body of ['', 'null', '[]', '{"address":7}', said('198.51.100.7', 70_000), said('9'.repeat(100), 40_000)])
      expect(await found(body)).toBeUndefined();
    expect(await found(said('198.51.100.7', 40_000), 'HTTP/1.1 404 No\r\nconnection: close\r\n\r\n')).toBeUndefined();
    expect(await found('no HTTP at all\n', '')).toBeUndefined();
    expect(await found('x'.repeat(100_000))).toBeUndefined();
    // A port that only the system may have is none of a client's: it is taken as kept by the NAT.
    expect((await found(said('198.51.100.7', 22), undefined, patient))?.port).toBeGreaterThanOrEqual(1024);
    // Nothing, without end or of another protocol: nobody waits for it longer than a moment.
    const early = 'HTTP/1.1 103 Early Hints\r\n\r\n';
    const switched = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n';
    for (const head of ['', early, switched]) expect(await within('giving up', found('', head))).toBeUndefined();
    const silent = {...place, server: {serverUrl: `https://127.0.0.1:${port}`}};
    answer = () => undefined;
    const listener = await within('giving up', openLinkListener(silent));
    listener.close();
    expect(outsideOf(listener)).toBeUndefined();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('does not dial loopback, link-local, multicast or itself because somebody says that they dial from there', async () => {
    let count = 0;
    const listener = createServer(socket => {
      count++;
      socket.destroy();
    });
    listener.listen(0);
    const seen = createServer(socket => {
      const body = JSON.stringify({ok: true, address: '198.51.100.7', port: 40_000});
      socket
        .on('error', () => undefined)
        .once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
        });
    });
    seen.listen(0, '127.0.0.1');
    await Promise.all([once(listener, 'listening'), once(seen, 'listening')]);
    const portOf = (one: typeof seen) => (one.address() as AddressInfo).port;
    const place = {hasLoopback: false, server: {serverUrl: `http://127.0.0.1:${portOf(seen)}`, answerMs: PATIENT_MS}};
    const lies = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.1.1', '224.0.0.1', '0.0.0.0'];
    const ends = await Promise.all(
      [...lies.map(address => ({address, port: portOf(listener)})), {address: '198.51.100.7', port: 40_000}].map(
        async outside => {
          const listener = await openLinkListener(place);
          expect(outsideOf(listener)).toEqual({address: '198.51.100.7', port: 40_000});
          const known = {sessionId: 'd'.repeat(22), psk: randomBytes(32)};
          return listener
            .connect({...known, candidates: [outside], dialsFrom: 0, isAsker: true})
            .catch((error: Error) => error.message);
        },
      ),
    );
    expect(new Set(ends)).toEqual(new Set([expect.stringContaining('No direct way was found')]));
    expect(count).toBe(0);
    listener.close();
    seen.close();
  });

  test('asks a server whose certificate is for its name alone by that name, and none with another one', async () => {
    const authority = makeCertificate({isAuthority: true});
    const file = join(temporaryFolder(), 'ca.pem');
    writeFileSync(file, authority.certificate);
    const seenBy = async (name: string) => {
      const {certificate: cert, key} = makeCertificate({names: [name], issuer: authority});
      const server = createSecureServer({cert, key}, (_request, response) => {
        response.end(JSON.stringify({ok: true, address: '198.51.100.7', port: 40_000}));
      });
      server.on('tlsClientError', (_error, socket) => socket.destroy()).listen(0);
      await once(server, 'listening');
      const {port} = server.address() as AddressInfo;
      // An authority is known to a process from its start on.
      const code = `import {findPublicAddress} from ${JSON.stringify(resolve('src/client/peer/publicAddress.ts'))};
        const found = await findPublicAddress({serverUrl: 'https://localhost:${port}', answerMs: ${PATIENT_MS}});
        console.log(JSON.stringify(found?.seen ?? null));
        process.exit();`;
      const env = {...process.env, NODE_EXTRA_CA_CERTS: file};
      const {stdout} = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {env});
      server.close();
      return JSON.parse(stdout) as unknown;
    };
    expect(await seenBy('localhost')).toEqual({address: '198.51.100.7', port: 40_000});
    expect(await seenBy('chat.example')).toBeNull();
  });
});

const outsideOf = ({found: {candidates, dialsFrom}}: LinkListener) => candidates.find((_, at) => at === dialsFrom);
