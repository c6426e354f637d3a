/** Of messages that came together, which ones were said by the device that they name. */
import {describe, expect, test} from '@jest/globals';
import {verifySignatures} from '../../src/client/encryption/reading/signatures.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {ZEROS} from '../../src/shared/sealed/accountLink.ts';
import {readMessage, sealMessage, type Header} from '../../src/shared/sealed/message.ts';
import {toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {chance, epochKeyOf, sealedPerson, type SealedPerson} from '../support/keys/sealedPeople.ts';

const [alice, bob] = [sealedPerson('alice'), sealedPerson('bob')];
const statesOf = (name: string) => [alice, bob].find(one => one.name === name)?.states ?? [];
const NOTHING_SEEN = (_seq: number) => false;

/** As this person would say it, or, with `change`, as nobody should. */
function say({first, states}: SealedPerson, ctr: number, prevOwn: Buffer, change: Partial<Header> = {}): Buffer {
  const header = {
    n: 0,
    statement: ZEROS,
    dev: first.device.dev,
    accountHead: states[0]!.head,
    ctr,
    prevOwn,
    citeSeq: 0,
    cite: ZEROS,
    clientMsgId: chance(first.device.label, ctr).subarray(0, 16),
    ...change,
  };
  return sealMessage(header, Buffer.from(`${ctr}`), {epochKey: epochKeyOf(0), signKey: first.signKey});
}
const idOf = (bytes: Buffer): Buffer => readMessage(bytes).id;

/** One after the other, each naming the one before it. */
function inARow(by: SealedPerson, count: number): Buffer[] {
  const said: Buffer[] = [];
  for (let at = 0; at < count; at++) said.push(say(by, at + 1, said.length === 0 ? ZEROS : idOf(said.at(-1)!)));
  return said;
}
/** Another bit in it: by default in its signature. */
function bent(bytes: Buffer, at = bytes.length - 1): Buffer {
  const other = Buffer.from(bytes);
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
}
const entry = (bytes: Buffer, seq: number, sender = 'alice'): Entry => ({
  seq,
  id: toText(readMessage(bytes).clientMsgId),
  sender,
  sentAtMs: 1,
  kind: 'sealed',
  text: toText(bytes),
});
const entriesOf = (all: readonly Buffer[]): Entry[] => all.map((bytes, at) => entry(bytes, at + 1));

/** In order of the entries: whether alice's device has said it. */
async function genuine(entries: readonly Entry[], by = alice, wasGenuine = NOTHING_SEEN): Promise<boolean[]> {
  const {messageOf, isBy} = await verifySignatures(entries, {accounts: statesOf, wasGenuine});
  return entries.map(one => isBy(messageOf(one)!, by.first.device.sign));
}

describe('B340 signatures of messages that came together', () => {
  test('the newest one of a device stands for those that it goes back to, and for no others', async () => {
    const said = inARow(alice, 6);
    expect(await genuine(entriesOf(said))).toEqual(Array(6).fill(true));
    // What one has said is what its hash says, which the next one names with a signature.
    expect(await genuine(entriesOf([...said.slice(0, 2), bent(said[2]!), ...said.slice(3)]))).toEqual(
      Array(6).fill(true),
    );
    expect(await genuine(entriesOf([...said.slice(0, 5), bent(said[5]!)]))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    // Another text has another hash: nobody names it.
    const other = [...said.slice(0, 2), bent(said[2]!, 300), ...said.slice(3)];
    expect(await genuine(entriesOf(other))).toEqual([true, true, false, true, true, true]);
    expect(await genuine(entriesOf(said.map(bytes => bent(bytes))))).toEqual(Array(6).fill(false));
    for (const one of said) expect(await genuine([entry(bent(one), 1)])).toEqual([false]);
  });

  test('in any order, doubled, with holes, or seen before, each counts as it does alone', async () => {
    const said = inARow(alice, 5);
    const [first, second, third, , last] = said as [Buffer, Buffer, Buffer, Buffer, Buffer];
    expect(await genuine(entriesOf(said.toReversed()))).toEqual(Array(5).fill(true));
    expect(await genuine(entriesOf([last, first, last, first, bent(third)]))).toEqual([true, true, true, true, false]);
    const [same] = entriesOf([second]);
    expect(await genuine([same!, same!, same!])).toEqual([true, true, true]);
    // What was found genuine here needs no signature, and stands for what it names as well.
    const seen = (seq: number) => seq === 2;
    expect(await genuine(entriesOf([bent(first), bent(second), bent(third)]), alice, seen)).toEqual([
      true,
      true,
      false,
    ]);
    // It names itself, or what comes after it.
    const loop = say(alice, 2, idOf(third));
    expect(await genuine(entriesOf([bent(first), loop, bent(third)]))).toEqual([false, true, false]);
  });

  test('nobody stands for somebody else, for another counter or with an unknown account', async () => {
    const forged = bent(say(alice, 4, ZEROS));
    const asNext = say(bob, 5, idOf(forged));
    expect(await genuine([entry(forged, 1), entry(asNext, 2, 'bob')])).toEqual([false, false]);
    // In the name of her device, signed by another's key.
    const {dev} = alice.first.device;
    const inHerName = say(bob, 5, idOf(forged), {dev, accountHead: alice.states[0]!.head});
    expect(await genuine([entry(forged, 1), entry(inHerName, 2)])).toEqual([false, false]);
    expect(await genuine([entry(forged, 1), entry(inHerName, 2, 'bob')])).toEqual([false, false]);
    const skips = say(alice, 7, idOf(forged));
    expect(await genuine([entry(forged, 1), entry(skips, 2)])).toEqual([false, true]);
    const unknown = say(alice, 5, idOf(forged), {accountHead: chance('nowhere')});
    expect(await genuine([entry(forged, 1), entry(unknown, 2)])).toEqual([false, true]);
  });

  test('what an account became while it was verified is asked anew', async () => {
    const said = inARow(alice, 3);
    const entries = entriesOf([...said.slice(0, 2), bent(said[2]!)]);
    const {messageOf, isBy} = await verifySignatures(entries, {accounts: () => [], wasGenuine: NOTHING_SEEN});
    const found = entries.map(one => isBy(messageOf(one)!, alice.first.device.sign));
    expect(found).toEqual([true, true, false]);
    const {messageOf: of, isBy: isByHers} = await verifySignatures(entries, {
      accounts: statesOf,
      wasGenuine: NOTHING_SEEN,
    });
    expect(entries.map(one => isByHers(of(one)!, bob.first.device.sign))).toEqual([false, false, false]);
  });

  test('a page of nothing but bad signatures, and of what is no message at all', async () => {
    const said = inARow(alice, 400).map(bytes => bent(bytes));
    expect(new Set(await genuine(entriesOf(said)))).toEqual(new Set([false]));
    const [one] = entriesOf([said[0]!]);
    const text = one?.kind === 'sealed' ? one.text : '';
    const junk = ['', 'A', '*', text.slice(0, 300), `${text}A`].map(bytes => ({...one!, text: bytes}) as Entry);
    const {messageOf} = await verifySignatures(junk, {accounts: statesOf, wasGenuine: NOTHING_SEEN});
    expect(junk.map(messageOf)).toEqual(Array(5).fill(undefined));
  });
});
