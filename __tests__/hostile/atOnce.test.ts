/** Thousands who are not signed in and come, or ask, at the same moment: who is in does not wait for all of them. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {createServer} from 'node:net';
import {connect as connectTls} from 'node:tls';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {SEEN_PATH} from '../../src/shared/peer/signal.ts';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {makeCertificate, writePair} from '../support/keys/certificates.ts';
import {within} from '../support/suite/deadline.ts';
import {
  closeRawLines,
  frame,
  rawLine,
  rawWebSocket,
  upgradeRequest,
  type RawLine,
} from '../support/hostile/hostileWire.ts';
import {world} from '../support/world.ts';

afterEach(closeRawLines);

/** All of 127/8 is this machine, on Linux. */
const placeOf = (index: number) => `127.9.${Math.floor(index / 200)}.${(index % 200) + 1}`;
const lines = (count: number, open: (place: string) => Promise<RawLine>) =>
  Promise.all(Array.from({length: count}, (_, index) => open(placeOf(index))));
const AUTH = {protocolVersion: PROTOCOL_VERSION, programVersion: 'raw', deviceName: 'raw'};
const CONNECT = frame(`40${JSON.stringify(AUTH)}`);

/** A server, and somebody who is signed in there and may ask for something. */
async function withMember() {
  const made = await world();
  const ann = await made.person('ann');
  return {made, ask: () => ann.request('ping', {})};
}

/** How many anonymous connections had an answer when a member, who asked after all of them, had one; then all get theirs. */
async function servedBefore(
  ask: () => Promise<unknown>,
  unauthenticated: readonly RawLine[],
  bytes: () => string | Buffer,
) {
  // Connections are accepted one in a turn of the event loop.
  for (const _ of unauthenticated) await ask();
  const before = unauthenticated.map(line => line.received().length);
  const isServed = (line: RawLine, at: number) => line.received().length > before[at]! || !line.isOpen;
  for (const line of unauthenticated) line.write(bytes());
  await ask();
  const count = unauthenticated.filter(isServed).length;
  const served = unauthenticated.map(
    (line, at) =>
      new Promise<void>(resolve => {
        const look = () => isServed(line, at) && resolve();
        line.socket.on('data', look).on('close', look);
        look();
      }),
  );
  await within('an answer to everybody', Promise.all(served));
  return count;
}

const CHUNK = 64 * 1024;
const filled = (request: string) => request.repeat(Math.floor(CHUNK / request.length));

describe('B350 at the same moment', () => {
  test.each([
    ['requests', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['requests without a host', 'GET / HTTP/1.1\r\n\r\n'],
    ['requests that expect something', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: y\r\n\r\n'],
    ['requests for files', 'GET /files/abc HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n'],
    ['requests for another transport', 'GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('%s without waiting for answers: a few are answered, then the connection ends', async (_, request) => {
    const {made, ask} = await withMember();
    const unauthenticated = await lines(12, place => rawLine(made.url, place));
    expect(await servedBefore(ask, unauthenticated, () => filled(request))).toBeLessThan(10);
    await Promise.all(unauthenticated.map(line => line.closed()));
    for (const line of unauthenticated) expect(line.received().split('HTTP/1.1 ').length - 1).toBeLessThanOrEqual(8);
  });

  test('one request after the other on many connections: each is answered', async () => {
    const made = await world();
    const unauthenticated = await lines(60, place => rawLine(made.url, place));
    const answers = (line: RawLine) => line.received().split('"ok":true').length - 1;
    const ask = async (line: RawLine) => {
      for (let count = 1; count <= 40; count++) {
        line.write(`GET ${SEEN_PATH} HTTP/1.1\r\nHost: x\r\n\r\n`);
        await within(
          'an answer',
          new Promise<void>(resolve => {
            const look = () => {
              if (answers(line) < count) return;
              line.socket.off('data', look);
              resolve();
            };
            line.socket.on('data', look);
            look();
          }),
        );
      }
    };
    await Promise.all(unauthenticated.map(ask));
    expect(unauthenticated.every(line => line.isOpen)).toBe(true);
  });

  test('what is no request', async () => {
    const {made, ask} = await withMember();
    const unauthenticated = await lines(300, place => rawLine(made.url, place));
    expect(await servedBefore(ask, unauthenticated, () => 'G\0T\r\n\r\n')).toBeLessThan(150);
    for (const line of unauthenticated) expect(await line.closed()).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('upgrades, and then handshakes', async () => {
    const {made, ask} = await withMember();
    const unauthenticated = await lines(300, place => rawLine(made.url, place));
    expect(await servedBefore(ask, unauthenticated, () => upgradeRequest(made.url))).toBeLessThan(100);
    for (const line of unauthenticated) await line.until('"sid"');
    expect(await servedBefore(ask, unauthenticated, () => CONNECT)).toBeLessThan(100);
    for (const line of unauthenticated) await line.until('40{"sid"');
  });

  test('requests of many networks over sockets that are open', async () => {
    const {made, ask} = await withMember();
    const unauthenticated = await lines(100, async place => {
      const line = await rawWebSocket(made.url, {}, place);
      line.write(CONNECT);
      await line.until('40{"sid"');
      return line;
    });
    const asked = Buffer.concat(Array.from({length: 100}, (_, id) => frame(`42${id}["ping",{}]`)));
    expect(await servedBefore(ask, unauthenticated, () => asked)).toBeLessThan(30);
    for (const line of unauthenticated) await line.until('4399[');
  });

  test('one network with hundreds of upgrades keeps nobody of another one waiting', async () => {
    const made = await world();
    // Whoever had an answer is known to have been let in by the system.
    const known = async (place: string) => {
      const line = await rawLine(made.url, place);
      line.write(`GET ${SEEN_PATH} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await line.until('"ok":true');
      return line;
    };
    const hundreds = await Promise.all(Array.from({length: 300}, () => known('127.9.9.9')));
    const one = await known('127.9.9.10');
    for (const line of hundreds) line.write(upgradeRequest(made.url));
    one.write(upgradeRequest(made.url));
    await one.until('"sid"');
    expect(hundreds.filter(line => line.received().includes('"sid"')).length).toBeLessThan(100);
    for (const line of hundreds) await line.until('"sid"');
  });

  test('handshakes of TLS', async () => {
    const made = await world();
    const {certificateFile, keyFile} = writePair(made.dataDir, makeCertificate());
    await made.restart({tls: {kind: 'files', certificateFile, keyFile}});
    const hello = await firstFlight();
    const unauthenticated = await lines(100, place => rawLine(made.url, place));
    // Connections are accepted one in a turn of the event loop.
    for (const _ of unauthenticated) await nextTurn();
    const most = mostInOneTurn(unauthenticated);
    for (const line of unauthenticated) line.write(hello);
    await Promise.all(unauthenticated.map(line => line.until('\u0016\u0003\u0003')));
    expect(most()).toBeLessThan(20);
    // A handshake each: 22, version 3.3.
    for (const line of unauthenticated) expect(line.received().slice(0, 3)).toBe('\u0016\u0003\u0003');
  });
});

/** How many of them are answered in one turn of the event loop, which is the server's as well. */
function mostInOneTurn(unauthenticated: readonly RawLine[]): () => number {
  let [count, most, isOver] = [0, 0, false];
  for (const {socket} of unauthenticated) socket.once('data', () => count++);
  const endTurn = () => {
    most = Math.max(most, count);
    count = 0;
    if (!isOver) setImmediate(endTurn);
  };
  endTurn();
  return () => {
    isOver = true;
    endTurn();
    return most;
  };
}

/** What a TLS client says first. */
async function firstFlight(): Promise<Buffer> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const heard = new Promise<Buffer>(resolve =>
    server.once('connection', socket => {
      socket.on('error', () => undefined);
      socket.once('data', bytes => (resolve(bytes), socket.destroy()));
    }),
  );
  const {port} = server.address() as {port: number};
  connectTls({host: '127.0.0.1', port, rejectUnauthorized: false}).on('error', () => undefined);
  const hello = await within('the first words of a TLS client', heard);
  server.close();
  return hello;
}
