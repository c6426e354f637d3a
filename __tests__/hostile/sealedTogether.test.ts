/** Very many messages of an encrypted conversation at once, as a hostile server mixes them, and what ends meanwhile. */
import {describe, expect, test} from '@jest/globals';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {encodeBody} from '../../src/shared/sealed/body.ts';
import {MESSAGE_ID_BYTES, readMessage, sealMessage} from '../../src/shared/sealed/message.ts';
import {fromText, toText} from '../../src/shared/sealed/primitives/bytes.ts';
import type {Member} from '../client/support/member.ts';
import {aliceAndBob, entriesOf} from '../client/support/sealedMembers.ts';
import {world} from '../support/world.ts';

/** What alice says next, one after the other, as the server would hand it on. */
async function saidNext({client}: Member, roomId: number, texts: readonly string[]): Promise<Entry[]> {
  const {own, accounts, conversations, store} = await client.parts.keys.session();
  const {statement, key} = conversations.known(roomId)!.epochs.at(-1)!;
  const accountHead = accounts.known('alice').at(-1)!.head;
  let {ctr, id: prevOwn = Buffer.alloc(32)} = store.rows.ownOf(roomId);
  let {lastSeq: seq} = client.getState().roomById[roomId]!.room;
  return texts.map(text => {
    const id = client.options.newId();
    const clientMsgId = fromText(id, MESSAGE_ID_BYTES);
    const places = {n: statement.n, statement: statement.hash, citeSeq: 0, cite: Buffer.alloc(32)};
    const header = {...places, dev: own.dev, accountHead, ctr: ++ctr, prevOwn, clientMsgId};
    const body = encodeBody({type: 'message', text, sentAtMs: client.options.now()});
    const sealed = sealMessage(header, body, {epochKey: key!, signKey: own.signKey});
    prevOwn = readMessage(sealed).id;
    return {kind: 'sealed', seq: ++seq, id, sender: 'alice', sentAtMs: client.options.now(), text: toText(sealed)};
  });
}
/** With another byte at this place; from the end where it is negative. */
function bent(entry: Entry, at: number): Entry {
  if (entry.kind !== 'sealed') throw new Error('it is not sealed');
  const bytes = Buffer.from(entry.text, 'base64url');
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return {...entry, text: toText(bytes)};
}
const texts = (count: number) => Array.from({length: count}, (_, at) => `word ${at}`);
const seenIn = async (one: Member, roomId: number, entries: readonly Entry[]) => {
  const {store} = await one.client.parts.keys.session();
  return entries.filter(({seq}) => store.rows.seenAt(roomId, seq) !== undefined).length;
};
const lastSeqOf = (one: Member, roomId: number): number => entriesOf(one, roomId).at(-1)?.seq ?? 0;

describe('B341 very many encrypted messages at once', () => {
  test('forged ones between good ones: each has its place, none is shown, remembered or counted', async () => {
    const on = await world();
    const {alice, bob, roomId} = await aliceAndBob(on);
    const said = await saidNext(alice, roomId, texts(300));
    const isForged = (at: number) => at % 7 === 3;
    // Header, ciphertext, and all of the signature: nobody stands for a text that is not hers.
    const places = [60, 90, 300];
    const shown = said.map((entry, at) => (isForged(at) ? bent(entry, places[at % places.length]!) : entry));
    bob.client.parts.keys.takes({roomId, entries: shown});
    await bob.sees('all of it', () => lastSeqOf(bob, roomId) === said.at(-1)!.seq);
    const entries = entriesOf(bob, roomId).filter(({seq}) => seq >= said[0]!.seq);
    expect(entries.map(({seq}) => seq)).toEqual(said.map(({seq}) => seq));
    const words = entries.map(entry => (entry.kind === 'message' ? entry.text : entry.kind));
    expect(words).toEqual(texts(300).map((text, at) => (isForged(at) ? 'sealed' : text)));
    expect(await seenIn(bob, roomId, shown)).toBe(shown.filter((_, at) => !isForged(at)).length);
    // What follows says that something is missing, as it does where the server leaves it out.
    expect(bob.notices().join()).toContain('is missing here');
  });

  test('nothing but bad signatures, and then the truth: what was refused is read where it was said', async () => {
    const on = await world();
    const {alice, bob, roomId} = await aliceAndBob(on);
    const said = await saidNext(alice, roomId, texts(1_000));
    const bad = said.map(entry => bent(entry, -1));
    bob.client.parts.keys.takes({roomId, entries: bad});
    await bob.sees('all of it', () => lastSeqOf(bob, roomId) === said.at(-1)!.seq);
    expect(await seenIn(bob, roomId, bad)).toBe(0);
    expect(bob.texts(roomId).filter(text => text.startsWith('word'))).toEqual([]);
    const {reading} = await bob.client.parts.keys.session();
    const opened = await reading.open(roomId, said);
    expect(opened.map(entry => entry.kind === 'message' && entry.text)).toEqual(texts(1_000));
    // Found genuine once, the place is taken: by nothing else, in no other order.
    const [again] = await reading.open(roomId, [{...said[1]!, seq: said[0]!.seq}]);
    expect(again).toMatchObject({kind: 'sealed', failure: 'replay'});
  });

  test('the session ends or the room goes while they are looked at', async () => {
    const on = await world();
    const {alice, bob, roomId} = await aliceAndBob(on);
    const said = await saidNext(alice, roomId, texts(200));
    const {reading} = await bob.client.parts.keys.session();
    const half = reading.open(roomId, said.slice(0, 100));
    bob.client.parts.keys.takes({roomId, entries: said.slice(100)});
    bob.client.dispatch({type: 'roomClosed', roomId});
    expect((await half).map(({kind}) => kind)).toEqual(Array(100).fill('message'));
    expect(bob.client.getState().roomById[roomId]).toBeUndefined();
    // Another one begins, and everything ends.
    const other = reading.open(roomId, said);
    bob.client.dispatch({type: 'sessionClosed'});
    await expect(other).rejects.toMatchObject({code: 'disconnected'});
    expect(JSON.stringify(bob.client.getState())).not.toContain('word 1');
  });

  test('in a room in the clear: what a server puts there is looked at once, and everything goes its way again', async () => {
    const on = await world();
    const {bob} = await aliceAndBob(on);
    const {room} = bob.room(1);
    const lie = {
      kind: 'sealed' as const,
      id: on.newId(),
      sender: 'alice',
      sentAtMs: 1,
      text: 'AAAA',
      seq: room.lastSeq + 1,
    };
    const takes = (of: {roomId: number; entries: Entry[]}) => bob.client.parts.keys.takes(of);
    expect(takes({roomId: 1, entries: [lie]})).toBe(true);
    const plain = {
      kind: 'message' as const,
      id: on.newId(),
      sender: 'alice',
      sentAtMs: 1,
      text: 'hello',
      seq: lie.seq + 1,
    };
    // Not before the one that came first.
    expect(takes({roomId: 1, entries: [plain]})).toBe(true);
    await bob.sees('both', () => bob.texts(1).includes('hello'));
    await bob.client.request('entryList', {roomId: 1, limit: 1});
    expect(takes({roomId: 1, entries: [{...plain, seq: plain.seq + 1}]})).toBe(false);
  });
});
