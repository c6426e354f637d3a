/** A member of an encrypted conversation without a client: says by hand what no client would. */
import {ZEROS} from '../../../src/shared/sealed/accountLink.ts';
import {encodeBody, type Body} from '../../../src/shared/sealed/body.ts';
import {readMessage, sealMessage, type Header} from '../../../src/shared/sealed/message.ts';
import {fromText, toText} from '../../../src/shared/sealed/primitives/bytes.ts';
import {world} from '../../support/world.ts';
import {aliceAndBob, enter, entriesOf} from './sealedMembers.ts';

/** Alice sees the conversation; each of what bob says comes when she has looked at what was before. */
export async function bobByHand() {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  enter(alice, roomId);
  await alice.sees('what she said', () => alice.texts(roomId).includes('before'));
  const {own, accounts, conversations} = await bob.client.parts.keys.session();
  const {statement, key} = conversations.known(roomId)!.epochs.at(-1)!;
  const raw = await on.open('bob', bob.token);
  let [ctr, prevOwn]: [number, Buffer] = [0, ZEROS];
  /** @param epochKey of another epoch than the one that there was at first */
  const say = async (body: Body, change: Partial<Header> = {}, epochKey = key!) => {
    const clientMsgId = on.newId();
    const header = {
      n: statement.n,
      statement: statement.hash,
      dev: own.dev,
      accountHead: accounts.known('bob').at(-1)!.head,
      ctr: ++ctr,
      prevOwn,
      citeSeq: 0,
      cite: ZEROS,
      clientMsgId: fromText(clientMsgId),
      ...change,
    };
    const sealed = sealMessage(header, encodeBody(body), {epochKey, signKey: own.signKey});
    const {id} = readMessage(sealed);
    prevOwn = id;
    const {seq} = await raw.request('sealedSend', {roomId, clientMsgId, sealed: toText(sealed)});
    await alice.sees(`entry ${seq}`, () => entriesOf(alice, roomId).some(entry => entry.seq === seq));
    return {seq, id, entry: entriesOf(alice, roomId).find(entry => entry.seq === seq)};
  };
  return {on, alice, bob, roomId, raw, own, accounts, statement, say};
}

export const saying = (text: string): Body => ({type: 'message', text, sentAtMs: Date.now()});
