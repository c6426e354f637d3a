/**
 * Connections without a key, hostile clients and a hostile server around a file that goes directly: one whole file, or a
 * refusal.
 */
import {createHash, randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {stat} from 'node:fs/promises';
import {connect, type Socket} from 'node:net';
import {afterEach, describe, expect, test} from '@jest/globals';
import {acceptTransfer, sendFiles} from '../../src/client/actions/transfer.ts';
import {makeKey, agreeOn} from '../../src/client/peer/keys.ts';
import {FRAME_HEAD_BYTES, openFileChannel, type FileChannel} from '../../src/client/peer/fileChannel.ts';
import {BYTES, frameOf, wordFrame} from '../../src/client/peer/frames.ts';
import {openLinkListener} from '../../src/client/peer/link.ts';
import {parseFileSignal} from '../../src/shared/peer/fileSignal.ts';
import {contentOf, downloads, pair, sees, transfers} from '../client/transfersSupport.ts';
import {capable} from '../support/capable.ts';
import {cleanUp} from '../support/program.ts';
import type {Device} from '../support/person.ts';
import {asker, creation, PATCH} from '../server/filesSupport.ts';
import {world, type Person} from '../support/world.ts';

afterEach(cleanUp);

const WAITS = {directWaits: {answerMs: 300, againMs: 50, stalledMs: 300}};
const ID = 'f'.repeat(22);
const CONTENT = Buffer.from('what was announced');
const SUM = createHash('sha256').update(CONTENT).digest('hex');
const CONTENT_900 = randomBytes(900);
let offered = '';

describe('B72 around a file that goes directly', () => {
  test('bytes that lie on the server count until they are gone, whatever is said of their way', async () => {
    const one = await world({settings: {filesPerUserBytesMax: 1_000}});
    const [mallory, bob] = (await one.people('mallory', 'bob')) as [Person, Person];
    const {roomId} = await mallory.request('directOpen', {name: 'bob'});
    await mallory.request('messageSend', {roomId, clientMsgId: one.newId(), kind: 'message', text: 'hi'});
    const offer = () => mallory.request('fileOffer', {roomId, clientMsgId: one.newId(), name: 'a', sizeBytes: 900});
    const {fileId} = await offer();
    const ask = asker(one.url, mallory.token);
    await ask('POST', '/files/', creation(fileId, 900));
    expect((await ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, CONTENT_900)).status).toBe(204);
    for (const fromByte of [900, 450, 1]) {
      await mallory.request('fileRelay', {fileId, fromByte});
      await expect(offer()).rejects.toMatchObject({code: 'quota-exceeded'});
    }
    await mallory.request('fileComplete', {fileId, sha256: createHash('sha256').update(CONTENT_900).digest('hex')});
    // Complete once, it is not said to have gone another way: who was offered it still gets it.
    await mallory.request('fileComplete', {fileId, sha256: '0'.repeat(64), isDirect: true});
    await expect(offer()).rejects.toMatchObject({code: 'quota-exceeded'});
    const got = await fetch(new URL(`/files/${fileId}`, one.url), {headers: {authorization: `Bearer ${bob.token}`}});
    expect(Buffer.from(await got.arrayBuffer()).equals(CONTENT_900)).toBe(true);
  });

  test('nobody but whom it is for gets an answer, and no answer tells whether there is such a file', async () => {
    const made = await pair({}, undefined, WAITS);
    const {ann, bob, one, roomId, file} = made;
    await ann.client.permissions.change('bob', {direct: 'always'});
    const mallory = await capable(one, 'mallory');
    await sendFiles(ann.client, {paths: [await file('map', CONTENT)], roomId, route: 'direct'});
    await sees(bob, 'offered');
    const {fileId = ''} = transfers(bob)[0]!;
    const tell = (signal: object) =>
      mallory.request('signalSend', {name: 'ann', sessionId: one.newId(), body: JSON.stringify(signal), about: 'file'});
    const way = {publicKey: makeKey().publicKey, candidates: [{address: '127.0.0.1', port: 40_000}]};
    for (const id of [fileId, one.newId()]) {
      await tell({type: 'want', fileId: id, ...way});
      await tell({type: 'relay', fileId: id, fromByte: 0});
    }
    for (const body of ['', '{', '{"type":"want"}', '{"type":"want","fileId":"../x","publicKey":1,"candidates":[]}'])
      await mallory.request('signalSend', {name: 'ann', sessionId: one.newId(), body: body || ' ', about: 'file'});
    // What she answers comes after all of these; she has said to nobody else that she shares her address.
    await tell({type: 'probe'});
    expect(transfers(ann)[0]?.status).toBe('waiting');
    const heard = mallory.told('signalReceived').map(({body}) => parseFileSignal(body)?.type);
    expect(heard.filter(type => type !== 'ready')).toEqual([]);
    await expect(mallory.request('fileRelay', {fileId, fromByte: 0})).rejects.toMatchObject({code: 'file-not-found'});
  });

  test('no more is taken than was announced, and nothing that stalls; what is right is one file of 0600', async () => {
    const made = await sentBy({
      more: channel => send(channel, Buffer.concat([CONTENT, Buffer.from('!')])),
      early: channel => channel.say({t: 'sum', id: offered, sha256: SUM}),
      word: channel => channel.say({t: 'got', id: ID}),
      stalls: () => undefined,
      right: (channel, fromByte) => {
        send(channel, CONTENT.subarray(fromByte));
        channel.say({t: 'sum', id: offered, sha256: SUM});
      },
    });
    const {bob} = made;
    await sees(bob, 'done');
    const {path = ''} = transfers(bob)[0]!;
    expect((await contentOf(path)).equals(CONTENT)).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await downloads(bob)).toEqual(['map']);
  });

  test('a peer that cuts anywhere in what it sends loses nothing of what is whole; in the end there is one file', async () => {
    const whole = (fromByte: number) => {
      return Buffer.concat([
        frameOf(BYTES, CONTENT.subarray(fromByte)),
        wordFrame({t: 'sum', id: offered, sha256: SUM}),
      ]);
    };
    const cuts = [0, 1, 4, 5, 6, 14, 22, 23, 24, 28, 60];
    const {bob} = await sentBy({
      ...Object.fromEntries(
        cuts.map(cut => [
          `cut ${cut}`,
          (_channel: FileChannel, fromByte: number, socket: Socket) => {
            const bytes = whole(fromByte).subarray(0, cut);
            if (bytes.length === 0) socket.destroy();
            else socket.write(bytes, () => socket.destroy());
          },
        ]),
      ),
      right: (_channel, fromByte, socket) => void socket.write(whole(fromByte)),
    });
    await sees(bob, 'done');
    expect((await contentOf(transfers(bob)[0]!.path!)).equals(CONTENT)).toBe(true);
    expect(await downloads(bob)).toEqual(['map']);
  });

  test('what does not hash to what was said is refused, and nothing of it stays', async () => {
    const {bob} = await sentBy({
      wrong: channel => {
        send(channel, Buffer.from(CONTENT.toString().toUpperCase()));
        channel.say({t: 'sum', id: offered, sha256: SUM});
      },
    });
    await sees(bob, 'failed');
    expect(transfers(bob)[0]?.error?.code).toBe('file-damaged');
    expect(await downloads(bob)).toEqual([]);
  });

  test('what the server tells of it is believed in nothing: other addresses, another key, too many of them', async () => {
    const key = makeKey();
    const other = makeKey();
    const about = {sessionId: ID, asker: 'ann', answerer: 'bob'};
    const [one, two] = await Promise.all([
      openLinkListener({hasLoopback: true}),
      openLinkListener({hasLoopback: true}),
    ]);
    const psk = agreeOn(key, other.publicKey, about);
    // Somebody in between has another key to each side, and gets nothing on either.
    const met = one.connect({sessionId: ID, psk, candidates: two.found.candidates, isAsker: true});
    const wrong = two.connect({sessionId: ID, psk: randomBytes(32), candidates: one.found.candidates, isAsker: false});
    const ends = await Promise.allSettled([met, wrong]);
    expect(ends.map(({status}) => status)).toEqual(['rejected', 'rejected']);
    const many = Array.from({length: 9}, () => ({address: '127.0.0.1', port: 40_000}));
    const signal = {type: 'come', publicKey: key.publicKey, candidates: many};
    expect(parseFileSignal(JSON.stringify(signal))).toBeUndefined();
    expect(
      parseFileSignal(JSON.stringify({...signal, candidates: [{address: '127.0.0.1', port: 22}]})),
    ).toBeUndefined();
  });

  test('a flood of connections to the port keeps nobody out who has the key', async () => {
    const [one, two] = await Promise.all([
      openLinkListener({hasLoopback: true}),
      openLinkListener({hasLoopback: true}),
    ]);
    const known = {sessionId: ID, psk: randomBytes(32)};
    const {port} = one.found.candidates[0]!;
    const flood = Array.from({length: 100}, () => connect({host: '127.0.0.1', port}).on('error', () => undefined));
    await once(flood.at(-1)!, 'connect').catch(() => undefined);
    // The other one dials as well: whichever of both stands first.
    const links = await Promise.all([
      one.connect({...known, candidates: two.found.candidates, isAsker: true}),
      two.connect({...known, candidates: one.found.candidates, isAsker: false}),
    ]);
    expect(links.map(({socket}) => socket.destroyed)).toEqual([false, false]);
    for (const {socket} of links) socket.destroy();
    for (const socket of flood) socket.destroy();
  });
});

function send(channel: FileChannel, bytes: Buffer): void {
  channel.send(Buffer.concat([Buffer.alloc(FRAME_HEAD_BYTES), bytes]), () => undefined);
}

/** Bob takes a file of somebody whose client does something else each time; the last one is right. */
async function sentBy(deeds: Record<string, (channel: FileChannel, fromByte: number, socket: Socket) => void>) {
  // She comes each time, as quickly as the machine lets her.
  const made = await pair({}, undefined, {directWaits: {...WAITS.directWaits, answerMs: 30_000}});
  const {bob, one} = made;
  await bob.client.permissions.change('eve', {direct: 'always'});
  const eve = await capable(one, 'eve');
  const {roomId} = await eve.request('directOpen', {name: 'bob'});
  const offer = {roomId, clientMsgId: one.newId(), name: 'map', sizeBytes: CONTENT.length, isDirect: true as const};
  const left = Object.values(deeds);
  const serve = async (channel: FileChannel, socket: Socket) => {
    const word = await channel.next(5_000).catch(() => undefined);
    if (word?.t !== 'take') return;
    (left.length > 1 ? left.shift() : left[0])?.(channel, word.fromByte, socket);
  };
  answerAs(eve, serve);
  const {fileId} = await eve.request('fileOffer', offer);
  offered = fileId;
  await sees(bob, 'offered');
  await acceptTransfer(bob.client, transfers(bob)[0]!.transferId);
  return made;
}

/** Comes whenever a file is wanted. */
function answerAs(eve: Device, serve: (channel: FileChannel, socket: Socket) => Promise<void>): void {
  const come = async (): Promise<void> => {
    const wanted = ({body}: {body: string}) => parseFileSignal(body)?.type === 'want';
    const {from, sessionId, body} = await eve.next('signalReceived', wanted);
    const signal = parseFileSignal(body);
    if (signal?.type !== 'want') return;
    const listener = await openLinkListener({hasLoopback: true});
    const key = makeKey();
    const psk = agreeOn(key, signal.publicKey, {sessionId, asker: from, answerer: 'eve'});
    const answer = {type: 'come', publicKey: key.publicKey, ...listener.found};
    await eve.request('signalSend', {name: from, sessionId, body: JSON.stringify(answer), about: 'file'});
    const link = await listener.connect({sessionId, psk, candidates: signal.candidates, isAsker: false});
    void serve(openFileChannel(link, from), link.socket);
    await come();
  };
  void come().catch(() => undefined);
}
