/**
 * What costs something before anybody is known: connections that begin, stay without a login, and packets that nobody has to
 * answer.
 */
import {describe, expect, test} from '@jest/globals';
import {connect} from 'node:net';
import {handClock} from '../support/suite/clock.ts';
import {within} from '../support/suite/deadline.ts';
import {rawHttp, rawSocket} from '../support/hostile/rawSocket.ts';
import {world} from '../support/world.ts';
import {networkPrefixOf} from '../../src/server/network.ts';
import {openAnonymous} from '../../src/server/door/anonymous.ts';
import type {Connection} from '../../src/server/hub/connections.ts';

const UPGRADE =
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
const HELLO = `40${JSON.stringify({protocolVersion: 1, programVersion: 'x'})}`;

/** One text frame of a client, masked with zeros, so that many are made fast. */
function frameOf(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body]);
}

describe('anonymous connections', () => {
  test('B43 who connect without end are refused before anything is made of it; the log stays short', async () => {
    const made = await world({settings: {connectionsPerAddressPerMinuteMax: 120}});
    const [ann] = await made.people('ann');
    const answers: string[] = [];
    for (let count = 0; count < 30; count++) {
      const socket = connect(Number(new URL(made.url).port), '127.0.0.1');
      socket.on('error', () => {});
      socket.write(UPGRADE);
      answers.push(
        await new Promise(resolve => socket.once('data', chunk => resolve(chunk.toString('latin1').slice(9, 12)))),
      );
      socket.destroy();
    }
    // Two of the twenty are the login and the session of ann.
    expect(answers.slice(0, 18)).toEqual(Array.from({length: 18}, () => '101'));
    expect(new Set(answers.slice(18))).toEqual(new Set(['429']));
    expect(await rawHttp(made.url, UPGRADE)).toMatch(/^HTTP\/1\.1 429 [^]*\nRetry-After: 10\r\n[^]*\r\n\r\n$/);
    const refused = made.logLines.filter(line => line.includes('too many connections'));
    expect(refused).toHaveLength(5);
    await ann!.request('ping', {});
    made.clock.turn(10_000);
    await made.device();
    expect(await rawHttp(made.url, UPGRADE.replace('EIO=4', 'EIO=4&sid=x'))).toContain('400');
  });

  test('B43 who neither log in nor ask for anything are let go; who asks stays, and whoever is in', async () => {
    const made = await world({ports: {loginMs: 400}});
    const [ann] = await made.people('ann');
    const silent = await rawSocket(made.url);
    await silent.expect('0{');
    silent.send(HELLO.replace('{', '{"protocolMinor":1,'));
    await silent.expect('40{');
    await silent.expect('login-late');
    await silent.closed;
    expect(await ann!.request('ping', {})).toEqual({});
  });

  test('B43 are counted by network, and no more once they have logged in', () => {
    const clock = handClock();
    const anonymous = openAnonymous(1_000, clock.monotonicMs);
    const at = (address: string) => ({address}) as Connection;
    const [one, two, four] = [at('2001:db8:1:2::1'), at('2001:db8:1:2::2'), at('192.0.2.1')];
    for (const connection of [one, two, four]) anonymous.add(connection);
    expect(networkPrefixOf(one.address)).toBe(networkPrefixOf(two.address));
    expect(anonymous.countAt('2001:db8:1:2::3')).toBe(2);
    two.account = {} as NonNullable<Connection['account']>;
    anonymous.heard(two);
    expect(anonymous.countAt('2001:db8:1:2::3')).toBe(1);
    clock.turn(600);
    anonymous.heard(four);
    clock.turn(600);
    expect(anonymous.takeSilent()).toEqual([one]);
    expect(anonymous.countAt(one.address)).toBe(0);
    anonymous.remove(one);
    expect(anonymous.countAt(four.address)).toBe(1);
  });
});

describe('B44 packets', () => {
  // Of each kind: nobody has to answer it, it is no request, or it is refused.
  const KINDS = {
    'requests without an answer': '42["nothing",{}]',
    acknowledgements: '431[]',
    'attempts to connect': '40{"protocolVersion":99,"programVersion":"x"}',
    heartbeats: '3',
  };
  test.each(Object.entries(KINDS))('%s without end are read no faster than others are served', async (_, text) => {
    const made = await world();
    const [ann] = await made.people('ann');
    const anonymous = await rawSocket(made.url);
    await anonymous.expect('0{');
    if (!text.startsWith('40')) {
      anonymous.send(HELLO);
      await anonymous.expect('40{');
    }
    const frame = frameOf(text);
    // More than both sides of a loopback connection keep for a reader.
    const count = Math.ceil((16 * 1024 * 1024) / frame.length);
    anonymous.tcp.write(Buffer.alloc(count * frame.length, frame));
    for (let asked = 0; asked < 20; asked++) await ann!.request('ping', {});
    const isCut = anonymous.tcp.destroyed || anonymous.tcp.readableEnded;
    expect(isCut || anonymous.tcp.writableLength > 0).toBe(true);
    anonymous.tcp.destroy();
    await within('the end of a connection', anonymous.closed);
    await ann!.request('ping', {});
  });
});
