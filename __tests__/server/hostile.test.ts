/** What anonymous connections and broken programs can send: the answer is an error or nothing, and everybody else goes on. */
import {describe, expect, test} from '@jest/globals';
import {rawHttp, rawSocket} from '../support/hostile/rawSocket.ts';
import {world, type World} from '../support/world.ts';

/** Somebody else is still served, nothing leaked into this process, and the server had no bug to write down. */
async function problemsOf(made: World): Promise<string[]> {
  const witness = await made.device();
  await witness.settle();
  await witness.close();
  const polluted = 'polluted' in {} ? ['a prototype was polluted'] : [];
  return [...polluted, ...made.logLines.filter(line => line.includes('"level":"error"'))];
}

const answerTo = async (...packet: readonly unknown[]) => {
  const made = await world();
  const ann = await made.person('ann');
  const answer = await ann.raw(...packet);
  expect(await problemsOf(made)).toEqual([]);
  return answer;
};
const refusal = (code: string) => ({ok: false, error: expect.objectContaining({code})});

describe('a request', () => {
  test.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'x'.repeat(100_000),
    '',
    'sessionEnded',
    'PING',
  ])('with the unknown name %.20j is refused', async name => {
    expect(await answerTo(name, {})).toEqual(refusal('unknown-request'));
  });

  test.each([
    ['nothing', []],
    ['null', [null]],
    ['a number', [1]],
    ['a string', ['x']],
    ['an array', [[]]],
    ['fifty arguments', Array.from({length: 50}, () => ({}))],
    ['one key too many', [{extra: 1}]],
    ['a prototype', [JSON.parse('{"__proto__":{"polluted":1}}')]],
    ['a constructor', [JSON.parse('{"constructor":{"prototype":{"polluted":1}}}')]],
  ])('with %s as parameters is refused', async (_, params) => {
    expect(await answerTo('ping', ...params)).toEqual(refusal('bad-request'));
  });

  test.each([
    ['roomId', -1],
    ['roomId', 1.5],
    ['roomId', '1'],
    ['roomId', 2 ** 53],
    ['roomId', null],
    ['clientMsgId', 'short'],
    ['clientMsgId', `${'x'.repeat(21)}\n`],
    ['kind', 'joined'],
    ['text', 5],
    ['text', ['x']],
    ['text', {toString: 'x'}],
  ])('whose %s is %j is refused', async (key, value) => {
    const params = {roomId: 1, clientMsgId: 'x'.repeat(22), kind: 'message', text: 'x', [key]: value};
    expect(await answerTo('messageSend', params)).toEqual({
      ok: false,
      error: {code: 'bad-request', detail: expect.stringMatching(new RegExp(`^${key}: `))},
    });
  });

  test('without somebody who waits for the answer does nothing', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const params = {roomId: 1, clientMsgId: made.newId(), kind: 'message', text: 'x'};
    ann.socket.emit('messageSend', params);
    ann.socket.emit('messageSend', params, 'not a function');
    await ann.settle();
    const {entries} = await ann.request('entryList', {roomId: 1});
    expect(entries.filter(({kind}) => kind === 'message')).toEqual([]);
    expect(await problemsOf(made)).toEqual([]);
  });

  test('before login is refused, whatever it asks', async () => {
    const made = await world();
    const anonymous = await made.device();
    expect(
      await anonymous.codeOf('messageSend', {roomId: 1, clientMsgId: made.newId(), kind: 'message', text: 'x'}),
    ).toBe('not-signed-in');
    expect(await anonymous.codeOf('adminUsers', {})).toBe('not-signed-in');
    expect(await anonymous.codeOf('roomList', {})).toBe('not-signed-in');
    expect(await anonymous.codeOf('fileShow', {fileId: made.newId()})).toBe('not-signed-in');
    expect(await problemsOf(made)).toEqual([]);
  });

  test('one after the other without end is refused when too many wait', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const answers = await Promise.all(Array.from({length: 1_500}, () => ann.codeOf('ping', {})));
    expect(answers.filter(code => code === 'ok').length).toBeGreaterThanOrEqual(1_000);
    expect(answers.filter(code => code !== 'ok' && code !== 'busy')).toEqual([]);
    expect(await problemsOf(made)).toEqual([]);
  });

  test('of one kind too often is refused until time has passed', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const set = () => ann.codeOf('presenceSet', {state: 'online', status: ''});
    for (let index = 0; index < 60; index++) await set();
    expect(await set()).toBe('too-many-requests 60');
    made.clock.turn(60_000);
    expect(await set()).toBe('ok');
  });

  test('nested ten thousand deep is refused', async () => {
    const made = await world();
    const ann = await made.person('ann');
    let deep: unknown = 1;
    for (let index = 0; index < 3_000; index++) deep = [deep];
    expect(await ann.raw('ping', {deep})).toEqual(refusal('bad-request'));
    expect(await problemsOf(made)).toEqual([]);
  });
});

describe('a handshake', () => {
  test('of another protocol version says what to update', async () => {
    const {device} = await world();
    await expect(device({protocolVersion: 0})).rejects.toMatchObject({
      code: 'version-mismatch',
      detail: expect.stringMatching(/^Update your chat-tui: /),
    });
    await expect(device({protocolVersion: 99})).rejects.toMatchObject({
      code: 'version-mismatch',
      detail: expect.stringMatching(/operator to update/),
    });
  });

  test('of a web page is refused', async () => {
    const {url} = await world();
    const {host} = new URL(url);
    const answer = await rawHttp(
      url,
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nOrigin: ` +
        `https://evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ` +
        `AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
  });

  test.each([
    ['polling', '/socket.io/?EIO=4&transport=polling'],
    ['an old protocol', '/socket.io/?EIO=3&transport=websocket'],
    ['no protocol', '/socket.io/'],
    ['the client’s script', '/socket.io/socket.io.js'],
  ])('by %s is refused', async (_, path) => {
    const {url} = await world();
    const answer = await fetch(url + path);
    await answer.body?.cancel();
    expect(answer.status).toBe(400);
  });

  test.each([
    ['nothing', '40'],
    ['an empty auth', '40{}'],
    ['a wrong token type', '40{"protocolVersion":1,"programVersion":"x","token":5}'],
    ['an endless token', `40{"protocolVersion":1,"programVersion":"x","token":"${'x'.repeat(1000)}"}`],
    ['a prototype', '40{"__proto__":{"protocolVersion":1,"programVersion":"x"}}'],
  ])('with %s is refused', async (_, packet) => {
    const made = await world();
    const raw = await rawSocket(made.url);
    await raw.expect('0{');
    raw.send(packet);
    await raw.expect('44{"message":"version-mismatch"');
    raw.tcp.destroy();
    expect(await problemsOf(made)).toEqual([]);
  });

  test('to another namespace is refused', async () => {
    const made = await world();
    const raw = await rawSocket(made.url);
    await raw.expect('0{');
    raw.send('40/admin,{}');
    await raw.expect('44/admin,');
    raw.tcp.destroy();
    expect(await problemsOf(made)).toEqual([]);
  });
});

describe('bytes on the socket', () => {
  test.each([
    ['no packet', 'hello'],
    ['a login that is a string', '40"x"'],
    ['an unknown packet type', '49'],
    ['broken JSON', '421["ping",{'],
    ['a reserved name', '421["connect",{}]'],
    ['an error event', '421["error",{}]'],
    ['an acknowledgement nobody asked for', '4399[1]'],
    ['a billion attachments', '451000000000-["ping",{"_placeholder":true,"num":0}]'],
    ['a placeholder without attachment', '421["ping",{"_placeholder":true,"num":0}]'],
    ['an ack id beyond all numbers', `42${'9'.repeat(400)}["ping",{}]`],
    ['no event name', '421[]'],
    ['an object as event name', '421[{},{}]'],
  ])('that are %s at worst end this one connection', async (_, packet) => {
    const made = await world();
    const raw = await rawSocket(made.url);
    await raw.expect('0{');
    raw.send('40{"protocolVersion":1,"programVersion":"x"}');
    await raw.expect('40{');
    raw.send(packet);
    raw.send('422["ping",{}]');
    await Promise.race([raw.closed, raw.expect('432[{"ok":true')]);
    raw.tcp.destroy();
    expect(await problemsOf(made)).toEqual([]);
  });

  test.each([
    ['unmasked', {isMasked: false}],
    ['of an unknown kind', {opcode: 3}],
    ['two gigabytes long', {lengthBytes: 2 ** 31}],
    ['longer than a packet may be', {lengthBytes: 600_000}],
  ])('in a frame that is %s end this one connection', async (_, options) => {
    const made = await world();
    const raw = await rawSocket(made.url);
    await raw.expect('0{');
    raw.send('40', options);
    await raw.closed;
    expect(await problemsOf(made)).toEqual([]);
  });

  test('that are no text end this one connection', async () => {
    const made = await world();
    const raw = await rawSocket(made.url);
    await raw.expect('0{');
    raw.tcp.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]));
    await raw.closed;
    expect(await problemsOf(made)).toEqual([]);
  });
});
