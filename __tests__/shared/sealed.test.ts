/** The formats of encryption: what was changed in any way is refused, and what is committed stays readable. */
import {describe, expect, test} from '@jest/globals';
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {verifyChain, type AccountState} from '../../src/shared/sealed/accountChain.ts';
import {ROOT_SIGNER, ZEROS} from '../../src/shared/sealed/accountLink.ts';
import {identityText, makeBox, openBox} from '../../src/shared/sealed/primitives/box.ts';
import {fromText, refused, toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {requireRecipient, signKeyOf} from '../../src/shared/sealed/primitives/curves.ts';
import {newFileKey, openFile, paddedSize, sealedSize, sealFile} from '../../src/shared/sealed/file.ts';
import {verifyStatement} from '../../src/shared/sealed/membership.ts';
import {isMessageBy, openMessage, pad, readMessage, sealMessage, unpad} from '../../src/shared/sealed/message.ts';
import {keysOfPhrase, phraseOfWords, wordsOfPhrase} from '../../src/shared/sealed/phrase.ts';
import {openRow, sealRow} from '../../src/shared/sealed/storeRow.ts';
import {rootFingerprintOf, sasWords} from '../../src/shared/sealed/words.ts';
import {
  chance,
  deviceFor,
  epochKeyOf,
  linkOf,
  sealedPerson,
  SERVER_ID,
  statementOf,
} from '../support/keys/sealedPeople.ts';

const DATA = new URL('data/sealed.json', import.meta.url);
const ANSWERS = JSON.parse(readFileSync(DATA, 'utf8')) as Record<string, unknown>;
const REFUSED = 'This is not what it should be';
const alice = sealedPerson('alice');
const bob = sealedPerson('bob');
const mallory = sealedPerson('mallory');
const people = new Map([alice, bob, mallory].map(one => [one.name, one]));
const accounts = (name: string, n: number): AccountState | undefined => people.get(name)?.states[n];
const verifying = {accounts, serverId: SERVER_ID};
const FIRST = statementOf([alice, bob]);
const first = verifyStatement(undefined, FIRST, verifying);
const HEADER = {
  n: 0,
  statement: first.hash,
  dev: alice.first.device.dev,
  accountHead: alice.states[0]?.head ?? ZEROS,
  ctr: 1,
  prevOwn: ZEROS,
  citeSeq: 0,
  cite: ZEROS,
  clientMsgId: chance('id').subarray(0, 16),
};
const sealed = (text: string) =>
  sealMessage(HEADER, Buffer.from(text), {epochKey: epochKeyOf(0), signKey: alice.first.signKey, salt: chance('salt')});
const opened = (bytes: Buffer): string => {
  const message = readMessage(bytes);
  if (!isMessageBy(message, signKeyOf(alice.first.device.sign))) throw refused('signature');
  return openMessage(message, epochKeyOf(0)).toString();
};
/** `count` bits, spread over all of it. */
function* flips(bytes: Buffer, count: number): Generator<Buffer> {
  for (let at = 0; at < count; at++) {
    const bit = Math.floor((at * bytes.length * 8) / count);
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield changed;
  }
}
const refusedOf = (all: Iterable<Buffer>, read: (bytes: Buffer) => unknown): number => {
  let count = 0;
  for (const bytes of all) {
    try {
      read(bytes);
    } catch {
      count++;
    }
  }
  return count;
};

describe('what was changed', () => {
  test('is refused for every bit: messages, links, statements, rows', () => {
    const aliceName = {serverId: SERVER_ID, name: 'alice'};
    const row = sealRow(chance('store'), 'place', Buffer.from('secret'));
    expect(opened(sealed('hello'))).toBe('hello');
    expect(refusedOf(flips(sealed('hello'), 1_000), opened)).toBe(1_000);
    expect(refusedOf(flips(alice.links[0] ?? ZEROS, 300), link => verifyChain([link], aliceName))).toBe(300);
    expect(refusedOf(flips(FIRST, 300), one => verifyStatement(undefined, one, verifying))).toBe(300);
    expect(refusedOf(flips(row, 200), one => openRow(chance('store'), 'place', one))).toBe(200);
    expect(() => openRow(chance('store'), 'another place', row)).toThrow(REFUSED);
    for (const [bytes, read] of [
      [sealed('hello'), opened],
      [FIRST, (one: Buffer) => verifyStatement(undefined, one, verifying)],
      [alice.links[0] ?? ZEROS, (one: Buffer) => verifyChain([one], aliceName)],
    ] as const) {
      expect(() => read(Buffer.concat([bytes, Buffer.from([0])]))).toThrow(REFUSED);
      expect(() => read(bytes.subarray(0, -1))).toThrow(REFUSED);
    }
  });

  test('also where the key is one with which everything is genuine, or an encoding has two forms', () => {
    const weak = ['00', '01'].map(byte => Buffer.from(byte.padEnd(64, '0'), 'hex'));
    const others = ['ec', 'ed', 'ee'].map(byte => Buffer.from(`${byte}${'ff'.repeat(30)}7f`, 'hex'));
    const order8 = [
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    ];
    for (const key of [...weak, ...others, ...order8.map(hex => Buffer.from(hex, 'hex'))]) {
      expect(() => signKeyOf(key)).toThrow(REFUSED);
      const signed = Buffer.from(key);
      signed[31] = (signed[31] ?? 0) | 0x80;
      expect(() => signKeyOf(signed)).toThrow(REFUSED);
    }
    for (const key of [...weak, Buffer.from('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', 'hex')])
      expect(() => requireRecipient(key)).toThrow(REFUSED);
    expect(() => fromText(`${toText(chance('x')).slice(0, -1)}B`)).toThrow(REFUSED);
  });
});

describe('an account', () => {
  const whose = {serverId: SERVER_ID, name: 'alice'};
  const laptop = deviceFor('alice', alice.keys.rootPublic, 'laptop');
  const own = {signer: alice.first.device.dev, key: alice.first.signKey};
  const ghost = deviceFor('alice', alice.keys.rootPublic, 'ghost');

  test('grows only by its own devices or its phrase', () => {
    const chainOf = (link: Buffer) => verifyChain([...alice.links, link], whose);
    const both = [alice.first.device, laptop.device];
    expect(chainOf(linkOf(alice, 'add', both, own)).at(-1)?.devices).toHaveLength(2);
    expect(chainOf(linkOf(alice, 'add', both, {signer: ROOT_SIGNER, key: alice.keys.root}))).toHaveLength(2);
    // By a device that is not there, by another's key, without its own proof, or more than its kind may.
    const unsigned = {...ghost.device, proof: laptop.device.proof};
    for (const [type, devices, by] of [
      ['add', [...both, ghost.device], {signer: ghost.device.dev, key: ghost.signKey}],
      ['add', both, {signer: alice.first.device.dev, key: mallory.first.signKey}],
      ['add', both, {signer: ROOT_SIGNER, key: mallory.keys.root}],
      ['add', [alice.first.device, unsigned], own],
      ['add', [laptop.device], own],
      ['revoke', both, own],
      ['recover', [alice.first.device], own],
    ] as const)
      expect(() => chainOf(linkOf(alice, type, devices, by))).toThrow(REFUSED);
    expect(() => verifyChain(alice.links, {serverId: SERVER_ID, name: 'bob'})).toThrow(REFUSED);
    expect(() => verifyChain(alice.links, {serverId: chance('other').subarray(0, 16), name: 'alice'})).toThrow(REFUSED);
  });

  test('of two devices that revoke each other, the first in the chain stays, and the phrase decides', () => {
    const added = linkOf(alice, 'add', [alice.first.device, laptop.device], own);
    const two = {...alice, states: verifyChain([...alice.links, added], whose)};
    const revoked = linkOf(two, 'revoke', [alice.first.device], own);
    const after = {...two, states: verifyChain([...alice.links, added, revoked], whose)};
    const late = linkOf(after, 'revoke', [laptop.device], {signer: laptop.device.dev, key: laptop.signKey});
    expect(() => verifyChain([late], whose, after.states.at(-1))).toThrow(REFUSED);
    const recovered = linkOf(after, 'recover', [laptop.device], {signer: ROOT_SIGNER, key: alice.keys.root});
    expect(verifyChain([recovered], whose, after.states.at(-1)).at(-1)?.devices).toEqual([laptop.device]);
  });
});

describe('a conversation', () => {
  test('has who its members have signed, and nobody the server would like to', async () => {
    const next = statementOf([alice, bob], first);
    expect(verifyStatement(first, next, verifying).n).toBe(1);
    for (const lie of [
      statementOf([alice, bob, mallory], first),
      statementOf([mallory, alice], first),
      statementOf([mallory, alice, bob]),
      statementOf([alice, bob], first, {signer: mallory.first.device.dev}),
      statementOf([alice, bob], first, {n: 5}),
      statementOf([alice, bob], first, {prev: chance('another history')}),
      statementOf([alice, bob], first, {conv: chance('another room')}),
      statementOf([alice, bob], first, {kind: 'room'}),
    ])
      expect(() => verifyStatement(first, lie, verifying)).toThrow(REFUSED);
    expect(() => verifyStatement(undefined, next, verifying)).toThrow(REFUSED);
    // A box opens only to the key that is stated, in its own conversation, for its own device.
    const box = await makeBox(first, epochKeyOf(0), bob.first.device.age);
    expect(await openBox(first, box, bob.first.ageSecret)).toEqual(epochKeyOf(0));
    await expect(openBox(first, box, mallory.first.ageSecret)).rejects.toThrow(REFUSED);
    const other = await makeBox(first, epochKeyOf(7), bob.first.device.age);
    await expect(openBox(first, other, bob.first.ageSecret)).rejects.toThrow(REFUSED);
    await expect(openBox(verifyStatement(first, next, verifying), box, bob.first.ageSecret)).rejects.toThrow(REFUSED);
  });

  test('pads what is said to few lengths', () => {
    for (const [length, padded] of [
      [0, 256],
      [255, 256],
      [256, 1_024],
      [1_023, 1_024],
      [1_024, 4_096],
      [4_096, 16_384],
      [16_384, 32_768],
      [262_143, 262_144],
    ] as const) {
      expect(pad(Buffer.alloc(length, 1)).length).toBe(padded);
      expect(unpad(pad(Buffer.alloc(length, 1))).length).toBe(length);
    }
    expect(() => pad(Buffer.alloc(262_144))).toThrow(REFUSED);
    expect(() => unpad(Buffer.alloc(256))).toThrow(REFUSED);
  });
});

describe('a file', () => {
  async function* bytesOf(content: Buffer): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < content.length; at += 50_000) yield content.subarray(at, at + 50_000);
  }
  const collect = async (parts: AsyncIterable<Uint8Array>) => {
    const all: Uint8Array[] = [];
    for await (const part of parts) all.push(part);
    return Buffer.concat(all);
  };

  test('comes back whole at the edges of its chunks, and cut at any length not at all', async () => {
    const key = await newFileKey();
    for (const size of [0, 1, 65_535, 65_536, 65_537]) {
      const content = Buffer.alloc(size, 'x');
      const whole = await collect(await sealFile(bytesOf(content), size, key));
      expect(whole.length).toBe(sealedSize(size));
      const read = (bytes: Buffer) =>
        collect(openFile(new Blob([Uint8Array.from(bytes)]).stream(), {identity: key.identity, sizeBytes: size}));
      expect((await read(whole)).equals(content)).toBe(true);
      const cuts = size <= 1 ? Array.from({length: whole.length}, (_, at) => at) : [whole.length - 1, 65_752, 300];
      for (const cut of cuts.filter(at => at < whole.length))
        await expect(read(whole.subarray(0, cut))).rejects.toThrow(REFUSED);
      await expect(read(Buffer.concat([whole, Buffer.from([0])]))).rejects.toThrow(REFUSED);
    }
    expect([1, 9, 1_000, 1_000_001].map(paddedSize)).toEqual([1, 10, 1_024, 1_015_808]);
  });
});

test('known answers stay what they are', async () => {
  const words = await wordsOfPhrase(alice.phrase);
  const keys = keysOfPhrase(await phraseOfWords(words.join(' ')), {serverId: SERVER_ID, name: 'alice'});
  const parts = {request: chance('r'), commit: chance('c'), root: keys.rootPublic, head: chance('h')};
  const answers = {
    phrase: words.join(' '),
    serverId: toText(SERVER_ID),
    root: toText(keys.rootPublic),
    recovery: toText(keys.recoveryPublic),
    link: toText(alice.links[0] ?? ZEROS),
    statement: toText(FIRST),
    statementHash: toText(first.hash),
    epochKey: toText(epochKeyOf(0)),
    signKey: toText(alice.first.device.sign),
    text: 'hello',
    message: toText(sealed('hello')),
    messageId: toText(readMessage(sealed('hello')).id),
    sas: (await sasWords({...parts, nonceOld: chance('o'), nonceNew: chance('n')})).join(' '),
    fingerprint: await rootFingerprintOf(keys.rootPublic, {serverId: SERVER_ID, name: 'alice'}),
    row: toText(sealRow(chance('store'), 'place', Buffer.from('secret'), chance('row'))),
  };
  // What age makes is another each time, and stays readable.
  const {box, file, fileIdentity, ...known} = ANSWERS;
  expect(answers).toEqual(known);
  expect(toText(await openBox(first, fromText(String(box)), bob.first.ageSecret))).toBe(known['epochKey']);
  const bytes = new Blob([Uint8Array.from(fromText(String(file)))]).stream();
  const content: Uint8Array[] = [];
  for await (const part of openFile(bytes, {identity: String(fileIdentity), sizeBytes: 9})) content.push(part);
  expect(Buffer.concat(content).toString()).toBe('nine byte');
});

test('a second implementation, of the documents alone, reads them', () => {
  const script = fileURLToPath(new URL('../../scripts/readSealed.py', import.meta.url));
  const read = spawnSync('python3', [script, fileURLToPath(DATA), identityText(bob.first.ageSecret)], {
    encoding: 'utf8',
  });
  if (/ModuleNotFoundError|ENOENT/.test(`${read.stderr}${String(read.error)}`))
    return console.log('not run: python3-cryptography is not installed');
  expect(read.stderr).toBe('');
  expect(read.stdout.trim().split('\n').at(-1)).toBe('hello');
});
