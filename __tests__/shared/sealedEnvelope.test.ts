/** What a server looks at of a sealed message is what its readers look at, and refuses what they do. */
import {expect, test} from '@jest/globals';
import type {ChatError} from '../../src/shared/errors.ts';
import {ZEROS} from '../../src/shared/sealed/accountLink.ts';
import {readEnvelope, readMessage, sealMessage, type Envelope} from '../../src/shared/sealed/message.ts';
import {fromText, toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {chance, epochKeyOf, sealedPerson} from '../support/keys/sealedPeople.ts';

const alice = sealedPerson('alice');

function sealed(body: Uint8Array): Buffer {
  const header = {
    n: 0,
    statement: chance('statement'),
    dev: alice.first.device.dev,
    accountHead: ZEROS,
    ctr: 1,
    prevOwn: ZEROS,
    citeSeq: 0,
    cite: ZEROS,
    clientMsgId: chance('id').subarray(0, 16),
  };
  return sealMessage(header, body, {epochKey: epochKeyOf(0), signKey: alice.first.signKey, salt: chance('salt')});
}

/** What it says, or why it is refused. */
function told(read: (text: string) => Envelope, text: string): string {
  try {
    const {n, statement, dev, clientMsgId} = read(text);
    return [n, toText(statement), toText(dev), clientMsgId].join(' ');
  } catch (error) {
    return (error as ChatError).code;
  }
}

const byReaders = (text: string): Envelope => {
  const message = readMessage(fromText(text));
  return {...message, clientMsgId: toText(message.clientMsgId)};
};

test('every changed bit, every length and every other way to write it is taken or refused by both alike', () => {
  const [short, long] = [sealed(Buffer.from('hello')), sealed(Buffer.alloc(300))];
  const flipped = [short, long].flatMap(bytes =>
    Array.from({length: 1_000}, (_, at) => {
      const [bit, changed] = [Math.floor((at * bytes.length * 8) / 1_000), Buffer.from(bytes)];
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return toText(changed);
    }),
  );
  const lengths = Array.from(toText(short), (_, length) => toText(short).slice(0, length));
  const longer = [short, long].map(bytes => toText(Buffer.concat([bytes, Buffer.alloc(1)])));
  const ends = [short, long].flatMap(bytes => Array.from('ABCDEFQgwx_-', end => toText(bytes).slice(0, -1) + end));
  expect(told(readEnvelope, toText(short))).toBe(told(byReaders, toText(short)));
  expect(told(readEnvelope, toText(short))).toContain(toText(chance('id').subarray(0, 16)));
  for (const text of [...flipped, ...lengths, ...longer, ...ends, '', `${toText(short)}AAAA`])
    expect(told(readEnvelope, text)).toBe(told(byReaders, text));
});
