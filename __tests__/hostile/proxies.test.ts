/**
 * What clients and proxies say of where a connection comes from: believed of those that are trusted, whole, and of nobody else.
 */
import {connect} from 'node:net';
import {describe, expect, test} from '@jest/globals';
import {readProxyHeader} from '../../src/server/sockets/proxyHeader.ts';
import {within} from '../support/suite/deadline.ts';
import {rawHttp} from '../support/hostile/rawSocket.ts';
import {PASSWORD, world, type World} from '../support/world.ts';

const PROXY = '127.0.0.1';
const TRUSTING = {settings: {trustedProxies: [PROXY, '10.0.0.0/8', '2001:db8:1::/48']}};

/** A page of another site: refused, and written down with where it came from. */
const knock = (...headers: readonly string[]): string =>
  [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    'Host: x',
    'Origin: http://evil.example',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
    '',
    '',
  ].join('\r\n');

const addressesIn = ({logLines}: World): string[] =>
  logLines
    .filter(line => line.includes('"reason":"origin"'))
    .map(line => String((JSON.parse(line) as {address: unknown}).address));

async function addressOf(one: World, bytes: string): Promise<string | undefined> {
  const before = addressesIn(one).length;
  await rawHttp(one.url, bytes);
  return addressesIn(one)[before];
}

const v2 = ({
  command = 0x21,
  family = 0x11,
  body = Buffer.from([203, 0, 113, 9, 127, 0, 0, 1, 0x30, 0x39, 0, 80]),
} = {}) =>
  Buffer.concat([
    Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'),
    Buffer.from([command, family, body.length >> 8, body.length & 0xff]),
    body,
  ]);

const IPV6_BODY = Buffer.concat([
  Buffer.from('20010db8000000000000000000000009', 'hex'),
  Buffer.from('20010db8000000000000000000000001', 'hex'),
  Buffer.from([0x30, 0x39, 0, 80]),
]);

describe('B110 what headers say of an address', () => {
  test('is nothing from an address that is not trusted', async () => {
    for (const one of [await world({settings: {trustedProxies: ['10.0.0.0/8']}}), await world()]) {
      for (const header of [
        'X-Forwarded-For: 203.0.113.9',
        'Forwarded: for=203.0.113.9',
        'X-Real-IP: 203.0.113.9',
        'CF-Connecting-IP: 203.0.113.9',
      ])
        expect([header, await addressOf(one, knock(header))]).toEqual([header, PROXY]);
      expect(await addressOf(one, `PROXY TCP4 203.0.113.9 127.0.0.1 1 2\r\n${knock()}`)).toBeUndefined();
    }
  });

  test('is believed as far as proxies that are trusted reach', async () => {
    const one = await world(TRUSTING);
    for (const [headers, address] of [
      [['X-Forwarded-For: 203.0.113.1'], '203.0.113.1'],
      [['X-Forwarded-For: 8.8.8.8, 203.0.113.2'], '203.0.113.2'],
      [['X-Forwarded-For: 8.8.8.8', 'X-Forwarded-For: 203.0.113.3'], '203.0.113.3'],
      [['X-Forwarded-For: 203.0.113.4, 10.1.2.3,10.0.0.1'], '203.0.113.4'],
      [['X-Forwarded-For: 10.1.2.4, 10.0.0.1'], '10.1.2.4'],
      [['X-Forwarded-For: 203.0.113.5:4711'], '203.0.113.5'],
      [['X-Forwarded-For: ::ffff:203.0.113.6'], '203.0.113.6'],
      [['X-Forwarded-For: 2001:DB8:2::7'], '2001:db8:2::7'],
      [['X-Forwarded-For: [2001:db8:3::7]:4711, 2001:db8:1::1'], '2001:db8:3::7'],
      [['Forwarded: for=8.8.8.8, for="203.0.113.8:80";proto=https'], '203.0.113.8'],
      [['Forwarded: by=10.0.0.1;For="[2001:db8:4::9]";host=x'], '2001:db8:4::9'],
      [['X-Forwarded-For: 203.0.113.10', 'Forwarded: for=203.0.113.10'], '203.0.113.10'],
      // The nearest proxy says it does not know.
      [['X-Forwarded-For: 8.8.8.8, unknown, 10.0.0.2'], '10.0.0.2'],
      [['Forwarded: for=8.8.8.8, for=_hidden, for=10.0.0.3'], '10.0.0.3'],
    ] as const)
      expect([headers, await addressOf(one, knock(...headers))]).toEqual([headers, address]);
  });

  test('is told to whoever asks from where they are seen, by the same rules, with no port that nobody knows', async () => {
    const seen = async (one: World, ...headers: readonly string[]) => {
      const request = ['GET /seen HTTP/1.1', 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n');
      const [, body = ''] = (await rawHttp(one.url, request)).split('\r\n\r\n');
      return JSON.parse(body) as unknown;
    };
    const own = {ok: true, address: PROXY, port: expect.any(Number)};
    expect(await seen(await world(), 'X-Forwarded-For: 203.0.113.9:4711')).toEqual(own);
    const trusting = await world(TRUSTING);
    expect(await seen(trusting, 'X-Forwarded-For: 203.0.113.9')).toEqual({ok: true, address: '203.0.113.9', port: 0});
    expect(await seen(trusting, 'X-Forwarded-For: 203.0.113.9:4711')).toMatchObject({port: 4711});
    expect(await seen(trusting, 'X-Forwarded-For: "><script>')).toEqual(own);
  });

  test('is nothing where two of them contradict each other, or where it is no address', async () => {
    const one = await world(TRUSTING);
    for (const headers of [
      ['X-Forwarded-For: 203.0.113.1', 'Forwarded: for=203.0.113.2'],
      ['X-Forwarded-For: '],
      ['X-Forwarded-For: 203.0.113.999'],
      ['X-Forwarded-For: fe80::1%eth0'],
      ['X-Forwarded-For: 203.0.113.1\u00a0'],
      [`X-Forwarded-For: ${'8.8.8.8, '.repeat(1_000)}x`],
    ]) {
      one.clock.turn(60_000);
      expect([headers, await addressOf(one, knock(...headers))]).toEqual([headers, PROXY]);
    }
  });

  test('counts for limits and stands in the log of logins, one by one behind the same proxy', async () => {
    const one = await world({settings: {...TRUSTING.settings, triesPerAddressPerMinuteMax: 1}});
    const register = async (name: string, address: string) => {
      const device = await one.device({headers: {'x-forwarded-for': address}});
      return device.codeOf('accountRegister', {name, password: PASSWORD});
    };
    expect(await register('ann', '203.0.113.1')).toBe('ok');
    expect(await register('bob', '203.0.113.2')).toBe('ok');
    expect(await register('cem', '203.0.113.2')).toMatch(/^too-many-requests/);
    expect(one.logLines.join('')).toMatch(/"name":"bob","address":"203\.0\.113\.2"/);
  });

  test('counts as its whole network for requests before a login', async () => {
    const one = await world(TRUSTING);
    await one.person('ann');
    const show = async (address: string) => {
      const device = await one.device({headers: {'x-forwarded-for': address}});
      const code = await device.codeOf('invitationShow', {inviteCode: 'x'});
      await device.close();
      return code.split(' ')[0];
    };
    for (let count = 1; count <= 60; count++)
      expect(await show(`2001:db8:7:7::${count}`)).not.toBe('too-many-requests');
    expect(await show('2001:db8:7:7:8::1')).toBe('too-many-requests');
    expect(await show('2001:db8:7:8::1')).not.toBe('too-many-requests');
  });
});

describe('B111 a PROXY header', () => {
  const HEADERS = [
    ['version 1', 'PROXY TCP4 203.0.113.9 127.0.0.1 12345 80\r\n', '203.0.113.9'],
    ['version 1 of IPv6', 'PROXY TCP6 2001:DB8::9 2001:db8::1 12345 80\r\n', '2001:db8::9'],
    ['version 1 without an address', 'PROXY UNKNOWN\r\n', PROXY],
    ['version 1 without an address, with words', `PROXY UNKNOWN ${'f'.repeat(80)}\r\n`, PROXY],
    ['version 2', v2().toString('latin1'), '203.0.113.9'],
    ['version 2 of IPv6', v2({family: 0x21, body: IPV6_BODY}).toString('latin1'), '2001:db8::9'],
    ['version 2 for the proxy itself', v2({command: 0x20}).toString('latin1'), PROXY],
    ['version 2 of a socket file', v2({family: 0x31, body: Buffer.alloc(216)}).toString('latin1'), PROXY],
    [
      'version 2 with facts behind',
      v2({body: Buffer.concat([v2().subarray(16), Buffer.alloc(300, 4)])}).toString('latin1'),
      '203.0.113.9',
    ],
  ] as const;

  test('is believed of a trusted proxy, in one piece and byte by byte', async () => {
    const one = await world(TRUSTING);
    const {hostname, port} = new URL(one.url);
    const send = async (parts: readonly string[]) => {
      one.clock.turn(60_000);
      const before = addressesIn(one).length;
      const tcp = connect({host: hostname, port: Number(port), noDelay: true});
      tcp.on('error', () => undefined).resume();
      const closed = new Promise<void>(resolve => tcp.once('close', () => resolve()));
      for (const part of parts) await new Promise(resolve => tcp.write(part, 'latin1', resolve));
      await within('the end of a connection', closed);
      return addressesIn(one)[before];
    };
    for (const [what, header, address] of HEADERS) {
      expect([what, await send([header + knock()])]).toEqual([what, address]);
      expect([what, await send([...Array.from(header), knock()])]).toEqual([what, address]);
    }
  });

  test('does not hand trust on: what headers behind it say is of whom it names', async () => {
    const one = await world(TRUSTING);
    const named = (address: string) => `PROXY TCP4 ${address} 127.0.0.1 1 2\r\n`;
    const forged = knock('X-Forwarded-For: 8.8.8.8');
    expect(await addressOf(one, named('203.0.113.9') + forged)).toBe('203.0.113.9');
    expect(await addressOf(one, named('10.0.0.4') + forged)).toBe('8.8.8.8');
    // A second one is the client's.
    expect(await addressOf(one, named('203.0.113.9') + named('8.8.8.8') + knock())).toBeUndefined();
  });

  test('that is cut anywhere, or broken, lets nobody in', async () => {
    const one = await world({...TRUSTING, ports: {handshakeMs: 300}});
    const {hostname, port} = new URL(one.url);
    const headers = ['PROXY TCP4 203.0.113.9 127.0.0.1 12345 80\r\n', v2().toString('latin1')];
    const cut = headers.flatMap(header => Array.from({length: header.length}, (_, at) => header.slice(0, at)));
    const answers = await Promise.all(
      cut.map(
        part =>
          new Promise<string>(resolve => {
            let got = '';
            const tcp = connect({host: hostname, port: Number(port)}, () => tcp.end(part, 'latin1'));
            tcp.on('data', bytes => (got += bytes.toString('latin1')));
            tcp.on('error', () => undefined).once('close', () => resolve(got));
          }),
      ),
    );
    expect(answers.filter(answer => answer !== '')).toEqual([]);
    for (const broken of [
      'PROXY TCP4 203.0.113.9 127.0.0.1 12345\r\n',
      'PROXY TCP4 203.0.113.999 127.0.0.1 1 2\r\n',
      'PROXY TCP4 2001:db8::9 2001:db8::1 1 2\r\n',
      'PROXY TCP6 203.0.113.9 127.0.0.1 1 2\r\n',
      'PROXY TCP4 203.0.113.9 127.0.0.1 65536 2\r\n',
      'PROXY TCP4  203.0.113.9 127.0.0.1 1 2\r\n',
      'PROXY  UNKNOWN\r\n',
      'PROXY UNKNOWNX\r\n',
      `PROXY UNKNOWN ${'f'.repeat(200)}\r\n`,
      `PROXY ${'TCP4 '.repeat(100)}`,
      v2({command: 0x22}).toString('latin1'),
      v2({command: 0x11}).toString('latin1'),
      v2({body: Buffer.alloc(11)}).toString('latin1'),
      v2({family: 0x21, body: Buffer.alloc(35)}).toString('latin1'),
      v2({body: Buffer.alloc(5_000)}).toString('latin1'),
    ])
      expect([broken.slice(0, 40), await rawHttp(one.url, broken + knock())]).toEqual([broken.slice(0, 40), '']);
    // One that never ends is given up, as any connection that says nothing.
    await within(
      'the end',
      new Promise<void>(resolve => {
        const tcp = connect({host: hostname, port: Number(port)}, () => tcp.write('PROXY '));
        tcp.on('error', () => undefined).once('close', () => resolve());
      }),
    );
    expect(addressesIn(one)).toEqual([]);
    expect(one.logLines.join('')).toContain('a broken PROXY header');
    expect(await addressOf(one, knock('X-Forwarded-For: 203.0.113.77'))).toBe('203.0.113.77');
  });

  test('is told from everything else by its first bytes', () => {
    const kinds = [
      '',
      'P',
      'PR',
      'PROXY',
      'PROXY ',
      '\r',
      '\r\n\r\n\0\r\nQUIT\n',
      'POST /',
      'PROPFIND',
      '\r\nGET',
      '\x16\x03',
    ].map(text => readProxyHeader(Buffer.from(text, 'latin1')));
    expect(kinds).toEqual(['more', 'more', 'more', 'more', 'more', 'more', 'more', 'none', 'none', 'none', 'none']);
  });
});
