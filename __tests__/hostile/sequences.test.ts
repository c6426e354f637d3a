/**
 * Sequences of packets and requests that are each valid, in an order that no client sends: the built server lives and serves
 * others.
 */
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import {sendSequences, type SequenceTarget} from '../../faults/fuzz/sequences.ts';
import {restingMiB} from '../../faults/machine/memory.ts';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {seededRandom} from '../support/machine/faultProxy.ts';
import {
  closeRawLines,
  frame,
  rawLine,
  rawSocketIo,
  rawWebSocket,
  upgradeRequest,
  type RawLine,
} from '../support/hostile/hostileWire.ts';
import {connectDevice} from '../support/person.ts';
import {cleanUp, person, serve, type ServerProcess} from '../support/program.ts';
import {resetSocket} from '../support/hostile/resetSocket.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await serve(person(), ['--tries-per-address', '0', '--connections-per-address', '0']);
});
afterEach(closeRawLines);
afterAll(cleanUp);

const CONNECT = `40${JSON.stringify({protocolVersion: PROTOCOL_VERSION, programVersion: 'raw'})}`;
const DISCONNECT = '41';
const ping = (id: number) => `42${id}["ping",{}]`;

/** The process is the same, somebody else is served, and nothing came to the last resort of the process. */
async function expectUnharmed(): Promise<void> {
  const device = await connectDevice(server.url);
  await device.request('ping', {});
  await device.close();
  expect(server.child.exitCode).toBeNull();
  expect(server.stderr()).not.toMatch(/"level":"(error|fatal)"/);
}

const inOneWrite = (...packets: string[]) => Buffer.concat(packets.map(packet => frame(packet)));

/** What was sent before the reset is in the server's hands; nothing is waited for. */
const reset = (line: RawLine) => resetSocket(line.socket);

describe('B36 one connection that connects again', () => {
  test.each<[string, string[]]>([
    ['twice in one write', [CONNECT, CONNECT]],
    ['a thousand times in one write', Array.from({length: 1_000}, () => CONNECT)],
    ['twice and asks', [CONNECT, CONNECT, ping(1), ping(2)]],
    ['after it disconnected', [CONNECT, DISCONNECT, CONNECT]],
    ['after it disconnected, hundreds of times', Array.from({length: 300}, () => [CONNECT, DISCONNECT]).flat()],
    ['to other namespaces as well', [CONNECT, '40/a,{}', '40/b,{}', CONNECT, '41/a,', '40/a,{}']],
  ])('%s is cut or answered once', async (_title, packets) => {
    const line = await rawWebSocket(server.url);
    line.write(inOneWrite(...packets));
    await line.closed();
    expect(line.received().match(/40\{"sid"/g) ?? []).toHaveLength(0);
    await expectUnharmed();
  });

  test.each<[string, string[]]>([
    ['a second time', [CONNECT]],
    ['after a disconnect', [DISCONNECT, CONNECT]],
    ['after a disconnect, with requests around it', [ping(1), DISCONNECT, ping(2), CONNECT, ping(3)]],
  ])('%s when it was admitted is cut', async (_title, packets) => {
    const line = await rawSocketIo(server.url, JSON.parse(CONNECT.slice(2)) as object);
    line.write(inOneWrite(...packets));
    await line.closed();
    expect(line.received().match(/40\{"sid"/g)).toHaveLength(1);
    await expectUnharmed();
  });

  test('packet by packet, each when the one before was answered, gets one socket', async () => {
    const line = await rawSocketIo(server.url, JSON.parse(CONNECT.slice(2)) as object);
    line.write(frame(ping(1)));
    await line.until('431[');
    line.write(frame(DISCONNECT));
    await line.closed();
    await expectUnharmed();
  });

  test('after a refused handshake may try once more on the same connection', async () => {
    const line = await rawWebSocket(server.url);
    line.write(frame('40{}'));
    await line.until('44{');
    line.write(frame(CONNECT));
    await line.until('40{"sid"');
    line.write(frame(ping(7)));
    await line.until('437[');
    await expectUnharmed();
  });

  test('as a second WebSocket for the id of the first is refused', async () => {
    const first = await rawWebSocket(server.url);
    const sid = /"sid":"([^"]+)"/.exec(first.received())?.[1] ?? '';
    const second = await rawLine(server.url);
    second.write(upgradeRequest(server.url, {path: `/socket.io/?EIO=4&transport=websocket&sid=${sid}`}));
    expect(await second.closed()).toMatch(/^HTTP\/1\.1 400 /);
    first.write(frame(CONNECT));
    await first.until('40{"sid"');
    await expectUnharmed();
  });
});

const UPGRADE_HEADERS = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
const requestOf = (line: string, headers = UPGRADE_HEADERS) => `${line} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;

describe('B37 an upgrade outside the path of the chat', () => {
  test.each<[string, string]>([
    ['an unknown path', requestOf('GET /x')],
    ['the root', requestOf('GET /')],
    ['the health check', requestOf('GET /health')],
    ['the files', requestOf('GET /files/')],
    ['a file', requestOf(`GET /files/${'A'.repeat(22)}`)],
    ['an upload', requestOf('POST /files/', `${UPGRADE_HEADERS}Content-Length: 5\r\n`)],
    ['nearly the path', requestOf('GET /socket.io')],
    ['a whole address', requestOf('GET http://x/socket.io/?EIO=4&transport=websocket')],
    ['two slashes', requestOf('GET //socket.io/?EIO=4&transport=websocket')],
    [
      'another protocol',
      requestOf('GET /x', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'),
    ],
    ['an empty protocol', requestOf('GET /x', 'Connection: Upgrade\r\nUpgrade: ,\r\n')],
    ['a tunnel', requestOf('CONNECT example:443', '')],
    ['a tunnel that upgrades', requestOf('CONNECT example:443')],
    ['an upgrade with a body', `${requestOf('PUT /x', `${UPGRADE_HEADERS}Content-Length: 3\r\n`)}abc`],
  ])('to %s is ended at once, and a reset at any time harms nobody', async (_title, request) => {
    const polite = await rawLine(server.url);
    polite.write(request);
    // Far below the time after which the library would end it.
    expect(await polite.closed(900)).not.toContain(' 101 ');
    for (const size of [request.length, request.length - 1, 20]) {
      const rude = await rawLine(server.url);
      rude.write(request.slice(0, size));
      reset(rude);
    }
    const late = await rawLine(server.url);
    late.write(request);
    await new Promise(resolve => late.socket.once('readable', resolve).once('close', resolve));
    reset(late);
    await expectUnharmed();
  });

  test.each<[string, string]>([
    ['another protocol', upgradeRequest('http://x', {headers: {Upgrade: 'h2c'}})],
    ['no key', upgradeRequest('http://x', {headers: {'Sec-WebSocket-Key': undefined}})],
    ['another method', upgradeRequest('http://x').replace('GET', 'POST')],
    ['the right request', upgradeRequest('http://x')],
    ['the right request twice', upgradeRequest('http://x').repeat(2)],
    ['a request for a file before it', `GET /files/x HTTP/1.1\r\nHost: x\r\n\r\n${upgradeRequest('http://x')}`],
    ['a packet behind it', `${upgradeRequest('http://x')}${frame(CONNECT).toString('latin1')}`],
  ])('to the path of the chat with %s and a reset harms nobody', async (_title, request) => {
    for (const size of [request.length, request.length - 1]) {
      const line = await rawLine(server.url);
      line.write(Buffer.from(request.slice(0, size), 'latin1'));
      reset(line);
      const late = await rawLine(server.url);
      late.write(Buffer.from(request.slice(0, size), 'latin1'));
      late.socket.end();
      await late.closed();
    }
    await expectUnharmed();
  });
});

/** The long form sets both. */
const SEQUENCES = Number(process.env.CHAT_TUI_FUZZ_SEQUENCES ?? 400);
const SEED = Number(process.env.CHAT_TUI_FUZZ_SEED ?? 1);

test(
  'B36, B37 random sequences of both, cut, doubled, pipelined and reset, leave the server alive and its memory flat',
  async () => {
    const tokens = await Promise.all(['fay', 'gus'].map(name => registered(name)));
    let count = 0;
    const target: SequenceTarget = {
      url: server.url,
      tokens,
      roomId: 1,
      fileId: 'A'.repeat(22),
      newId: () => `${SEED}${String(count++).padStart(16, '0')}`.slice(-22).padStart(22, '0'),
    };
    const random = seededRandom(SEED);
    await sendSequences(target, random, Math.ceil(SEQUENCES / 2));
    const pid = server.child.pid ?? 0;
    const beforeMiB = await restingMiB(pid);
    const answers = await sendSequences(target, random, SEQUENCES);
    const grownMiB = (await restingMiB(pid)) - beforeMiB;
    // They really got in, and past the handshake; how many depends on the machine.
    expect(answers['HTTP/1.1 101']).toBeGreaterThan(SEQUENCES / 50);
    expect(answers['packet']).toBeGreaterThan(0);
    expect({seed: SEED, stderr: server.stderr().match(/^.*"level":"(error|fatal)".*$/m)?.[0]}).toEqual({seed: SEED});
    expect(grownMiB).toBeLessThan(64);
    await expectUnharmed();
  },
  20_000 + SEQUENCES * 20,
);

async function registered(name: string): Promise<string> {
  const device = await connectDevice(server.url);
  const {token} = await device.request('accountRegister', {name, password: 'a password for tests'});
  await device.close();
  return token;
}
