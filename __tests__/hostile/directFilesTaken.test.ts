/**
 * A hostile client that takes a file which goes directly: it holds up neither the upload nor the program, and takes no
 * memory.
 */
import {createHash, randomBytes} from 'node:crypto';
import {afterEach, describe, expect, test} from '@jest/globals';
import {cancelTransfer, sendFiles} from '../../src/client/actions/transfer.ts';
import {makeKey, agreeOn} from '../../src/client/peer/keys.ts';
import {openFileChannel, type FileChannel} from '../../src/client/peer/fileChannel.ts';
import {openLinkListener} from '../../src/client/peer/link.ts';
import {parseFileSignal} from '../../src/shared/peer/fileSignal.ts';
import {pair, transfers} from '../client/transfersSupport.ts';
import {capable} from '../support/capable.ts';
import {within} from '../support/suite/deadline.ts';
import {cleanUp} from '../support/program.ts';
import type {Device} from '../support/person.ts';

afterEach(cleanUp);

const WAITS = {directWaits: {answerMs: 300, againMs: 50, stalledMs: 300}};
const ID = 'f'.repeat(22);
const CONTENT = Buffer.from('what was announced');
const SUM = createHash('sha256').update(CONTENT).digest('hex');

describe('B72 whoever takes a file that goes directly', () => {
  test('who takes it on a second connection gets it there; to take it back and to quit do not wait for them', async () => {
    const {ann, eve, fileId, sentId} = await taking();
    const [first, second] = [await comesFor(eve, fileId), await comesFor(eve, fileId)];
    const all = async ({channel, bytes}: Comer) => {
      channel.say({t: 'take', id: fileId, fromByte: 0});
      expect(await channel.next(60_000)).toEqual({t: 'sum', id: fileId, sha256: SUM});
      expect(Buffer.concat(bytes).equals(CONTENT)).toBe(true);
    };
    await all(first);
    const firstClosed = closed(first.channel);
    await all(second);
    await firstClosed;
    // Neither says that it is whole.
    await within('the end of the upload', cancelTransfer(ann.client, sentId));
    expect(transfers(ann)[0]?.status).toBe('cancelled');
    await within('the end of the program', ann.client.close());
  });

  test('who asks on and on for what is not there is cut', async () => {
    const {eve, fileId} = await taking();
    const {channel} = await comesFor(eve, fileId);
    const over = closed(channel);
    let gone = 0;
    for (; channel.isOpen() && gone < 100; gone++) {
      channel.say({t: 'take', id: ID, fromByte: 0});
      if ((await channel.next(60_000).catch(() => undefined))?.t !== 'gone') break;
    }
    expect(gone).toBeLessThan(20);
    await over;
  });

  test('who reads nothing of what is said is cut', async () => {
    const [one, two] = await Promise.all([
      openLinkListener({hasLoopback: true}),
      openLinkListener({hasLoopback: true}),
    ]);
    const known = {sessionId: ID, psk: randomBytes(32)};
    const [link, silent] = await Promise.all([
      one.connect({...known, candidates: [], isAsker: false}),
      two.connect({...known, candidates: one.found.candidates, isAsker: true}),
    ]);
    silent.socket.on('error', () => undefined);
    const channel = openFileChannel(link, 'eve');
    let words = 0;
    for (; channel.isOpen() && words < 200_000; words++) channel.say({t: 'gone', id: ID});
    expect(words).toBeLessThan(200_000);
    silent.socket.destroy();
  });
});

/** Eve is offered a file of ann's directly. */
async function taking() {
  const {ann, one, file} = await pair({}, undefined, WAITS);
  await ann.client.permissions.change('eve', {direct: 'always'});
  const eve = await capable(one, 'eve');
  const {roomId} = await eve.request('directOpen', {name: 'ann'});
  await eve.request('messageSend', {roomId, clientMsgId: one.newId(), kind: 'message', text: 'send it'});
  await ann.sees('the conversation', ({roomById}) => roomById[roomId]);
  const isReady = eve
    .next('signalReceived', ({body}) => parseFileSignal(body)?.type === 'probe')
    .then(probe =>
      eve.request('signalSend', {
        name: 'ann',
        sessionId: probe.sessionId,
        body: JSON.stringify({type: 'ready', has: false}),
        about: 'file',
      }),
    );
  const [sentId = ''] = await sendFiles(ann.client, {paths: [await file('map', CONTENT)], roomId, route: 'direct'});
  await isReady;
  const isOffered = () => transfers(ann).some(({fileId, status}) => fileId !== undefined && status === 'waiting');
  await ann.sees('the offer', isOffered);
  return {ann, eve, sentId, fileId: transfers(ann)[0]!.fileId!};
}

interface Comer {
  channel: FileChannel;
  /** What came on it. */
  bytes: Buffer[];
}

/** A connection of its own to ann. */
async function comesFor(eve: Device, fileId: string): Promise<Comer> {
  const sessionId = randomBytes(16).toString('base64url');
  const listener = await openLinkListener({hasLoopback: true});
  const key = makeKey();
  const want = {type: 'want', fileId, publicKey: key.publicKey, ...listener.found};
  await eve.request('signalSend', {name: 'ann', sessionId, body: JSON.stringify(want), about: 'file'});
  const {body} = await eve.next('signalReceived', one => one.sessionId === sessionId);
  const signal = parseFileSignal(body);
  if (signal?.type !== 'come') throw new Error('she does not come');
  const psk = agreeOn(key, signal.publicKey, {sessionId, asker: 'eve', answerer: 'ann'});
  const link = await listener.connect({sessionId, psk, candidates: signal.candidates, isAsker: true});
  const bytes: Buffer[] = [];
  const channel = openFileChannel(link, 'ann');
  channel.onBytes = piece => bytes.push(Buffer.from(piece)) > 0;
  return {channel, bytes};
}

const closed = (channel: FileChannel): Promise<void> =>
  within('the end of a channel', new Promise(resolve => channel.onClosed(resolve)));
