/** Cost of end-to-end encryption per message in a client, beside one signature, the unavoidable part. */
import {generateKeyPairSync, randomBytes, sign, verify} from 'node:crypto';
import {encodeBody, decodeBody} from '../../src/shared/sealed/body.ts';
import {isMessageBy, openMessage, readMessage, sealMessage} from '../../src/shared/sealed/message.ts';
import type {Section} from '../section.ts';

const MESSAGES = 2_000;
const TEXT = 'A sentence as people write it, neither very short nor very long.';
const SIGNATURE = 'Ed25519 of node:crypto';

/** Microseconds of processor time for each, one figure a run. */
function figuresOf(runs: number, work: () => void): number[] {
  for (let at = 0; at < MESSAGES; at++) work();
  return Array.from({length: runs}, () => {
    const before = process.cpuUsage();
    for (let at = 0; at < MESSAGES; at++) work();
    const {user, system} = process.cpuUsage(before);
    return (user + system) / MESSAGES;
  });
}

export const sealed: Section = {
  name: 'sealed',
  async *run({runs}) {
    const {publicKey, privateKey} = generateKeyPairSync('ed25519');
    const epochKey = randomBytes(32);
    const zeros = Buffer.alloc(32);
    const header = {
      n: 0,
      statement: zeros,
      dev: Buffer.alloc(16),
      accountHead: zeros,
      ctr: 1,
      prevOwn: zeros,
      citeSeq: 0,
      cite: zeros,
      clientMsgId: Buffer.alloc(16),
    };
    const seal = () =>
      sealMessage(header, encodeBody({type: 'message', text: TEXT, sentAtMs: 1}), {epochKey, signKey: privateKey});
    const message = seal();
    const signature = sign(null, message, privateKey);
    yield {
      what: 'encrypted conversations: sealing a message',
      unit: 'µs',
      cells: [
        {name: 'chat-tui', kind: 'ours', figures: figuresOf(runs, seal)},
        {name: SIGNATURE, kind: 'reference', figures: figuresOf(runs, () => void sign(null, message, privateKey))},
      ],
      wanted: [{atMost: 200}, {atMost: 3, times: SIGNATURE}],
    };
    yield {
      what: 'encrypted conversations: opening a message',
      unit: 'µs',
      cells: [
        {
          name: 'chat-tui',
          kind: 'ours',
          figures: figuresOf(runs, () => {
            const read = readMessage(message);
            if (!isMessageBy(read, publicKey)) throw new Error('not genuine');
            decodeBody(openMessage(read, epochKey));
          }),
        },
        {
          name: SIGNATURE,
          kind: 'reference',
          figures: figuresOf(runs, () => void verify(null, message, publicKey, signature)),
        },
      ],
      wanted: [{atMost: 200}, {atMost: 2, times: SIGNATURE}],
    };
  },
};
