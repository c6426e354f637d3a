/** The wire below socket.io: broken frames, broken requests, connections that say nothing; the server stays up and says no. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {
  closeCodeOf,
  closeRawLines,
  frame,
  rawLine,
  rawSocketIo,
  rawWebSocket,
  upgradeRequest,
  type Frame,
  type Upgrade,
} from '../support/hostile/hostileWire.ts';
import {world, type World} from '../support/world.ts';

afterEach(closeRawLines);

const AUTH = {protocolVersion: PROTOCOL_VERSION, programVersion: 'raw'};
const PING = '420["ping",{}]';

/** Somebody else still chats. */
async function expectAlive(made: World): Promise<void> {
  closeRawLines();
  const bob = await made.person(
    `bob${made
      .newId()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .slice(0, 12)}`,
  );
  await made.say(bob, made.lobby, 'still here');
}

describe('B24 frames', () => {
  test('of one byte each are put together', async () => {
    const made = await world();
    const line = await rawSocketIo(made.url, AUTH);
    const bytes = Array.from(PING);
    const pieces = bytes.map((payload, at) =>
      frame({opcode: at === 0 ? 1 : 0, payload, isFinal: at === bytes.length - 1}),
    );
    for (const byte of Buffer.concat(pieces)) line.write(Uint8Array.of(byte));
    await line.until('430[{"ok":true,"data":{}}]');
    await expectAlive(made);
  });

  test.each<[string, Frame | Uint8Array, number]>([
    ['without a mask', {payload: PING, isMasked: false}, 1002],
    ['that say they are compressed', {payload: PING, reserved: 4}, 1002],
    ['with reserved bits', {payload: PING, reserved: 3}, 1002],
    ['of an unknown kind', {opcode: 3, payload: PING}, 1002],
    ['that go on without a beginning', {opcode: 0, payload: PING}, 1002],
    ['with invalid UTF-8', {payload: Uint8Array.of(0x34, 0x32, 0xff, 0xfe, 0xc0)}, 1007],
    ['with half a character', {payload: Uint8Array.of(0x34, 0x32, 0xe2, 0x82)}, 1007],
    ['that announce 2 GiB', {payload: 'x', declaredLength: 2n ** 31n}, 1009],
    ['that announce more than there is', {payload: 'x', declaredLength: 2n ** 63n - 1n}, 1009],
    ['one byte over the limit', {payload: 'x'.repeat(512 * 1024 + 1)}, 1009],
    ['that close with an impossible code', {opcode: 8, payload: Uint8Array.of(0, 1)}, 1002],
    ['that ping with too much', {opcode: 9, payload: 'x'.repeat(126)}, 1002],
  ])('%s end the connection and nothing else', async (_title, bad, code) => {
    const made = await world();
    const line = await rawSocketIo(made.url, AUTH);
    line.write(bad instanceof Uint8Array ? bad : frame(bad));
    expect(closeCodeOf(await line.closed())).toBe(code);
    await expectAlive(made);
  });

  test('in endless pieces are cut at the limit of a packet', async () => {
    const made = await world();
    const line = await rawSocketIo(made.url, AUTH);
    line.write(frame({payload: '42', isFinal: false}));
    const piece = frame({opcode: 0, payload: 'x'.repeat(60_000), isFinal: false});
    for (let at = 0; at < 12; at++) line.write(piece);
    expect(closeCodeOf(await line.closed())).toBe(1009);
    await expectAlive(made);
  });

  test('in a thousand empty pieces end the connection', async () => {
    const made = await world();
    const line = await rawSocketIo(made.url, AUTH);
    const piece = frame({opcode: 0, isFinal: false});
    line.write(frame({isFinal: false}));
    line.write(Buffer.alloc(1_000 * piece.length, piece));
    line.write(frame({opcode: 0, payload: PING}));
    expect(closeCodeOf(await line.until(/430\[|\u0088[^]+$/))).toBe(1008);
    await expectAlive(made);
  });

  test.each([
    ['pings', 9],
    ['pongs that answer nothing', 10],
  ])('%s without end are not read on', async (_what, opcode) => {
    const made = await world();
    const ann = await made.person('ann');
    const line = await rawWebSocket(made.url);
    const control = frame({opcode});
    line.write(Buffer.alloc(20_000 * control.length, control));
    line.write(frame(`40${JSON.stringify(AUTH)}`));
    for (let asked = 0; asked < 20; asked++) await ann.request('ping', {});
    expect(line.received()).not.toContain('40{"sid"');
  });
});

describe('B24 packets', () => {
  test.each([
    ['nothing', ''],
    ['no number', 'x'],
    ['an unknown kind', '9'],
    ['an unknown kind of packet', '49'],
    ['no JSON', '42['],
    ['no list', '42{"a":1}'],
    ['an empty list', '42[]'],
    ['a name that is no text', '42[{"a":1},{}]'],
    ['a list as its name', '42[["ping"],{}]'],
    ['a reserved name', '42["disconnect"]'],
    ['a billion attachments', '451000000000-["ping",{"_placeholder":true,"num":0}]'],
    ['attachments without a number', '45-["ping",{}]'],
    ['a negative number of attachments', '45-1-["ping",{}]'],
    ['an upgrade', '5'],
    ['the end of a namespace with rubbish', '41{'],
    ['a second handshake', '40[]'],
    ['a namespace without an end', `42/${'x'.repeat(1_000)}`],
  ])('%s is refused or ends the connection', async (_title, packet) => {
    const made = await world();
    const line = await rawSocketIo(made.url, AUTH);
    line.write(frame(packet));
    line.write(frame(PING));
    // Either an answer, or a close frame.
    await line.until(/430\[|\u0088[^]+$/);
    await expectAlive(made);
  });

  test('attachments that never come hold no memory', async () => {
    const made = await world();
    const line = await rawSocketIo(made.url, AUTH);
    line.write(frame('459-["messageSend",{"_placeholder":true,"num":0}]'));
    line.write(frame(PING));
    await line.closed();
    await expectAlive(made);
  });

  test('a placeholder that points nowhere ends the connection', async () => {
    const made = await world();
    const line = await rawSocketIo(made.url, AUTH);
    line.write(frame('451-0["messageSend",{"_placeholder":true,"num":7}]'));
    line.write(frame({opcode: 2, payload: 'bytes'}));
    await line.closed();
    await expectAlive(made);
  });

  test('bytes where text belongs end the connection', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const params = {roomId: 1, clientMsgId: made.newId(), kind: 'message', text: Buffer.from('bytes')};
    ann.socket.emit('messageSend', params);
    expect(await ann.ended).toBe('transport close');
    await expectAlive(made);
  });

  describe.each([
    ['before the handshake', (made: World) => rawWebSocket(made.url)],
    ['after the handshake', (made: World) => rawSocketIo(made.url, AUTH)],
  ])('%s', (_when, lineTo) => {
    test.each<[string, Frame]>([
      ['bytes', {opcode: 2, payload: 'bytes'}],
      ['bytes as text', {payload: 'bAAAA'}],
      ['a request with ten attachments', {payload: '4510-["ping",{"_placeholder":true,"num":0}]'}],
      ['an answer with ten attachments', {payload: '4610-1[{"_placeholder":true,"num":0}]'}],
    ])('%s: the connection ends, and nothing is held', async (_what, first) => {
      const made = await world();
      const ann = await made.person('ann');
      const line = await lineTo(made);
      line.write(frame(first));
      for (let at = 0; at < 9; at++) line.write(frame({opcode: 2, payload: Buffer.alloc(512 * 1024)}));
      for (let asked = 0; line.isOpen && asked < 2_000; asked++) await ann.request('ping', {});
      expect(line.isOpen).toBe(false);
    });
  });
});

describe('B24 requests to connect', () => {
  test.each<[string, Upgrade]>([
    ['an unknown transport', {path: '/socket.io/?EIO=4&transport=__proto__'}],
    ['the id of nobody', {path: '/socket.io/?EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAAAAAA'}],
    ['a page of another site', {headers: {Origin: 'https://evil.example'}}],
    ['a page of nowhere', {headers: {Origin: 'null'}}],
    ['a bad key', {headers: {'Sec-WebSocket-Key': 'short'}}],
    ['no key', {headers: {'Sec-WebSocket-Key': undefined}}],
    ['an old WebSocket', {headers: {'Sec-WebSocket-Version': '7'}}],
  ])('with %s are refused', async (_title, upgrade) => {
    const made = await world();
    const line = await rawLine(made.url);
    line.write(upgradeRequest(made.url, upgrade));
    expect(await line.closed()).toMatch(/^HTTP\/1\.1 (4\d\d) /);
    await expectAlive(made);
  });

  test.each(['EIO=3&', 'EIO=99&', ''])('with another protocol (%j) are closed', async protocol => {
    const made = await world();
    const line = await rawLine(made.url);
    line.write(upgradeRequest(made.url, {path: `/socket.io/?${protocol}transport=websocket`}));
    const answer = await line.closed();
    expect(answer).toContain('Unsupported protocol version');
    expect(answer).not.toContain('sid');
    await expectAlive(made);
  });

  test('to another path are left without an answer that helps', async () => {
    const made = await world();
    const line = await rawLine(made.url);
    line.write(upgradeRequest(made.url, {path: '/other'}));
    expect(await line.closed()).not.toContain('101');
  });

  test.each([
    ['GET', '/socket.io/?EIO=4&transport=polling', '400'],
    ['POST', '/socket.io/?EIO=4&transport=polling', '400'],
    ['GET', '/socket.io/socket.io.js', '400'],
    ['GET', '/', '404'],
    ['GET', '/%00', '404'],
    ['GET', '/files/../../etc/passwd', '401'],
    ['OPTIONS', '/files/', '401'],
  ])('%s %s gets %s', async (method, path, status) => {
    const made = await world();
    const line = await rawLine(made.url);
    line.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    const answer = await line.closed();
    expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
    expect(answer).not.toMatch(/access-control-allow-origin|x-powered-by/i);
  });

  test.each([
    ['too many headers', `${Array.from({length: 3_000}, (_, at) => `X-${at}: y`).join('\r\n')}\r\n`],
    ['a header without an end', `X: ${'y'.repeat(100_000)}`],
    ['two lengths', 'Content-Length: 1\r\nContent-Length: 2\r\n'],
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'],
    ['a line break in a header', 'X: a\nSet-Cookie: b\r\n'],
  ])('with %s are refused', async (_title, headers) => {
    const made = await world();
    const line = await rawLine(made.url);
    line.write(`GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`);
    await line.closed();
    await expectAlive(made);
  });
});
