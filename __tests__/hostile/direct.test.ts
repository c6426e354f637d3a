/**
 * Connections without a key, wrong keys and hostile clients on a direct connection: a handshake that fails, or a conversation
 * that ends.
 */
import {createHash, randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {lstat} from 'node:fs/promises';
import {connect as connectTcp} from 'node:net';
import {join} from 'node:path';
import {connect as connectTls} from 'node:tls';
import {describe, expect, test} from '@jest/globals';
import {acceptTransfer, sendFiles} from '../../src/client/actions/transfer.ts';
import {mayDial} from '../../src/client/peer/candidates.ts';
import {FrameReader, frameOf, FRAME_BYTES_MAX, wordFrame} from '../../src/client/peer/frames.ts';
import {agreeOn, makeKey, safetyNumber} from '../../src/client/peer/keys.ts';
import {openLinkListener} from '../../src/client/peer/link.ts';
import {openDirectSession} from '../../src/client/direct/session.ts';
import {connected, ROOM} from '../client/support/direct.ts';
import {downloads, pair, sees, transfers} from '../client/transfersSupport.ts';
import type {Member} from '../client/support/member.ts';
import {resetSocket} from '../support/hostile/resetSocket.ts';

describe('B70 whoever comes to the port of a direct conversation', () => {
  test('without the key sees a handshake fail, whatever they say, and the one who has it still gets through', async () => {
    const sessionId = 'a'.repeat(22);
    const psk = randomBytes(32);
    const listener = await openLinkListener({hasLoopback: true});
    const {port} = listener.found.candidates[0]!;
    const unauthenticated = [
      {psk: randomBytes(32), identity: sessionId},
      {psk, identity: 'b'.repeat(22)},
      {psk: randomBytes(32), identity: 'b'.repeat(22)},
    ];
    const other = await openLinkListener({hasLoopback: true});
    const met = Promise.all([
      listener.connect({sessionId, psk, candidates: [], isAsker: false}),
      ...unauthenticated.map(async one => {
        const socket = connectTls({
          host: '127.0.0.1',
          port,
          minVersion: 'TLSv1.3',
          ciphers: 'TLS_AES_128_GCM_SHA256',
          checkServerIdentity: () => undefined,
          pskCallback: () => one,
        });
        const [error] = (await once(socket, 'error')) as [Error];
        return error.message.replace(/.*alert number (\d+).*/s, 'alert $1');
      }),
      (async () => {
        for (const bytes of [randomBytes(64), Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(0)]) {
          const raw = connectTcp({host: '127.0.0.1', port});
          await once(raw, 'connect');
          raw.write(bytes);
          resetSocket(raw);
        }
        return other.connect({sessionId, psk, candidates: listener.found.candidates, isAsker: true});
      })(),
    ]);
    const [link, ...rest] = await met;
    const mine = rest.at(-1) as Awaited<ReturnType<typeof other.connect>>;
    // One answer for a wrong key and for a session that is unknown.
    expect(new Set(rest.slice(0, 3)).size).toBe(1);
    expect((link as typeof mine).socket.destroyed).toBe(false);
    for (const one of [link as typeof mine, mine]) one.socket.destroy();
  });

  test.each([
    ['a frame without end', Buffer.from([0xff, 0xff, 0xff, 0xff, 0])],
    ['another word', wordFrame({t: 'lose'})],
    ['what is no JSON', frameOf(0, Buffer.from('{'))],
  ])('with the key and says %s loses that connection; another one is taken', async (_what, bytes) => {
    const sessionId = 'a'.repeat(22);
    const psk = randomBytes(32);
    const listener = await openLinkListener({hasLoopback: true});
    const {port} = listener.found.candidates[0]!;
    const met = listener.connect({sessionId, psk, candidates: [], isAsker: false});
    const dial = async () => {
      const socket = connectTls({
        host: '127.0.0.1',
        port,
        minVersion: 'TLSv1.3',
        ciphers: 'TLS_AES_128_GCM_SHA256',
        checkServerIdentity: () => undefined,
        pskCallback: () => ({psk, identity: sessionId}),
      });
      await once(socket, 'secureConnect');
      return socket;
    };
    const wrong = await dial();
    const lost = once(
      wrong.on('error', () => undefined),
      'close',
    );
    wrong.write(bytes);
    await lost;
    const right = await dial();
    right.write(wordFrame({t: 'use'}));
    const link = await met;
    expect(link.socket.destroyed).toBe(false);
    for (const socket of [link.socket, right]) socket.destroy();
  });

  test('is never sent to addresses that are nobody’s', () => {
    const addresses = [
      '127.0.0.1',
      '::1',
      '::ffff:127.0.0.1',
      '169.254.1.1',
      'fe80::1',
      '224.0.0.1',
      'ff02::1',
      '0.0.0.0',
      '::',
      'localhost',
      '1.2.3',
    ];
    expect(addresses.filter(address => mayDial(address, false))).toEqual([]);
    expect(['10.0.0.1', '192.168.1.5', '2001:db8::1'].filter(address => mayDial(address, false))).toHaveLength(3);
    expect(['127.0.0.1', '::1'].every(address => mayDial(address, true))).toBe(true);
  });
});

describe('B71 a hostile client on the other side', () => {
  test.each([
    ['a frame without end', Buffer.from([0xff, 0xff, 0xff, 0xff, 0])],
    ['what is no JSON', frameOf(0, Buffer.from('{'))],
    ['a word nobody knows', wordFrame({t: 'format-disk'})],
    ['a message with an id that is none', wordFrame({t: 'say', id: '../x', kind: 'message', text: 'x'})],
  ])('that sends %s ends the conversation and nothing else', async (_what, bytes) => {
    const {session, socket, closed} = await sessionAndSocket();
    socket.write(bytes);
    await closed;
    expect(session.isOpen()).toBe(false);
  });

  test('that says the same twice, acknowledges what was never said, and sends bytes of no file is put up with', async () => {
    const made = await pair();
    const {ann, bob} = made;
    await connected(made);
    const {session} = conversationOf(ann);
    const id = 'c'.repeat(22);
    session.say({t: 'ack', id});
    session.say({t: 'got', id});
    await session.send(randomBytes(100));
    for (let count = 0; count < 3; count++) session.say({t: 'say', id, kind: 'message', text: 'once'});
    session.say({t: 'file', id: 'd'.repeat(22), name: '../../x', sizeBytes: 10});
    await sees(bob, 'offered');
    expect(bob.texts(ROOM)).toEqual(['once']);
    await acceptTransfer(bob.client, 'd'.repeat(22));
    // More than was said.
    await session.send(Buffer.concat([Buffer.from('d'.repeat(22)), randomBytes(11)]));
    await sees(bob, 'failed');
    expect(conversationOf(bob).session.isOpen()).toBe(true);
  });

  test('that names files as paths, devices and sequences brings each under one safe name in the folder', async () => {
    const made = await pair();
    const {ann, bob} = made;
    await connected(made);
    const {session} = conversationOf(ann);
    const names = [
      '../x',
      '/etc/x',
      'C:x',
      'CON',
      'a\u0000b',
      'a\u001b[2Jb',
      '.bashrc',
      'é',
      'e\u0301',
      'Case',
      'case',
      'n'.repeat(255),
    ];
    const sha256 = createHash('sha256').update('abc').digest('hex');
    for (const [at, name] of names.entries()) {
      const id = `${at}`.padStart(22, 'n');
      session.say({t: 'file', id, name, sizeBytes: 3});
      await bob.sees('the offer', ({transferById}) => transferById[id] !== undefined);
      await acceptTransfer(bob.client, id);
      await session.send(Buffer.from(`${id}abc`));
      session.say({t: 'sum', id, sha256});
    }
    await bob.sees('all', () => transfers(bob).filter(({status}) => status === 'done').length === names.length);
    const found = await downloads(bob);
    expect(found).toHaveLength(names.length);
    for (const name of found) {
      expect(name).not.toMatch(/^[.~-]|[/\\:]|[\u0000-\u001f]/);
      const facts = await lstat(join(bob.client.options.downloadsDir, name));
      expect([name, facts.isFile(), facts.mode & 0o777]).toEqual([name, true, 0o600]);
    }
    // A word of a longer name is none: it ends the conversation.
    session.say({t: 'file', id: 'l'.repeat(22), name: 'x'.repeat(4_096), sizeBytes: 3});
    await bob.sees('the end', () => !conversationOf(bob).session.isOpen());
  });

  test('that asks for a file again and again, and says twice that it is whole, gets and gives it once', async () => {
    const made = await pair();
    const {ann, bob, file} = made;
    await connected(made);
    const [sent] = await sendFiles(ann.client, {paths: [await file('big', 3_000_000)], roomId: ROOM});
    await sees(bob, 'offered');
    await acceptTransfer(bob.client, sent!);
    for (let count = 0; count < 5; count++) conversationOf(bob).session.say({t: 'take', id: sent!, fromByte: 0});
    await sees(bob, 'done');
    const {session} = conversationOf(ann);
    const id = 'f'.repeat(22);
    session.say({t: 'file', id, name: 'small', sizeBytes: 3});
    await sees(bob, 'offered');
    await acceptTransfer(bob.client, id);
    await session.send(Buffer.from(`${id}abc`));
    const sha256 = createHash('sha256').update('abc').digest('hex');
    for (let count = 0; count < 3; count++) session.say({t: 'sum', id, sha256});
    await bob.sees('both', () => transfers(bob).every(({status}) => status === 'done'));
    expect((await downloads(bob)).toSorted()).toEqual(['big', 'small']);
  });

  test('keys: equal only for both, refused where they are no keys, another number where somebody sits between', () => {
    const [one, other, middle] = [makeKey(), makeKey(), makeKey()];
    const about = {sessionId: 's', asker: 'ann', answerer: 'bob'};
    expect(agreeOn(one, other.publicKey, about)).toEqual(agreeOn(other, one.publicKey, about));
    expect(agreeOn(one, other.publicKey, {...about, sessionId: 't'})).not.toEqual(agreeOn(other, one.publicKey, about));
    expect(() => agreeOn(one, Buffer.alloc(32).toString('base64url'), about)).toThrow(/derivation failed|failed/i);
    const seen = (asker: string, answerer: string) => safetyNumber({sessionId: 's', asker, answerer});
    expect(seen(one.publicKey, middle.publicKey)).not.toBe(seen(middle.publicKey, other.publicKey));
  });

  test('a stream cut at every byte gives the same frames', () => {
    const stream = Buffer.concat([wordFrame({t: 'ping'}), frameOf(1, randomBytes(10)), frameOf(1, Buffer.alloc(0))]);
    for (let at = 0; at <= stream.length; at++) {
      const reader = new FrameReader();
      const frames = [...reader.take(stream.subarray(0, at)), ...reader.take(stream.subarray(at))];
      expect(frames.map(({kind, body}) => [kind, body.length])).toEqual([
        [0, 12],
        [1, 10],
        [1, 0],
      ]);
    }
    expect(() => [...new FrameReader().take(frameOf(1, Buffer.alloc(FRAME_BYTES_MAX + 1)))]).toThrow(RangeError);
  });
});

/** A session on one end, a bare socket on the other. */
async function sessionAndSocket() {
  const [one, other] = await Promise.all([
    openLinkListener({hasLoopback: true}),
    openLinkListener({hasLoopback: true}),
  ]);
  const known = {sessionId: 'e'.repeat(22), psk: randomBytes(32)};
  const [mine, theirs] = await Promise.all([
    one.connect({...known, candidates: [], isAsker: false}),
    other.connect({...known, candidates: one.found.candidates, isAsker: true}),
  ]);
  const end = Promise.withResolvers<undefined>();
  const session = openDirectSession(mine, {
    onWord: () => undefined,
    onBytes: () => Promise.resolve(),
    onClosed: () => end.resolve(undefined),
  });
  theirs.socket.on('error', () => undefined);
  return {session, socket: theirs.socket, closed: end.promise};
}

const conversationOf = ({client}: Member) => client.parts.direct.conversation(ROOM);
