/** Single entries whose texts are more than the server tells at once: the rest is asked for. */
import {expect, test} from '@jest/globals';
import {editMessage} from '../../src/client/actions/messages/messageActions.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {world} from '../support/world.ts';
import {member} from './support/member.ts';
import {aliceAndBob} from './support/sealedMembers.ts';

/** Together more than one answer of the server holds. */
const EDITS = 15;
const noteOf = (version: number) => `version ${version} `.padEnd(3_900, 'é');
const LONG = 6;
const longOf = (nth: number) => `${nth} `.padEnd(60_000, 'x');
/** More than the newest page, which is there at once. */
const AFTER = 110;

test('a long note of an encrypted room is shown as it was edited last, with all its versions', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const {seq} = await sendAndWait(alice.client, roomId, {text: noteOf(0)});
  for (let version = 1; version <= EDITS; version++) await editMessage(alice.client, {roomId, seq}, noteOf(version));
  await bob.sees('the last edit', () => bob.texts(roomId).includes(noteOf(EDITS)));
  // The edits are outside the page.
  const {entries} = await bob.client.request('entryList', {roomId, afterSeq: seq - 1, limit: 1});
  expect(entries).toMatchObject([{seq, kind: 'message', text: noteOf(EDITS)}]);
  const {versions} = await bob.client.request('versionList', {roomId, seq});
  expect(versions.map(({text}) => text)).toEqual(Array.from({length: EDITS + 1}, (_none, at) => noteOf(at)));
});

test('all long messages that are answered on the screen are quoted there', async () => {
  const on = await world({settings: {limits: {messageGraphemesMax: 60_000}}});
  const {lobby: roomId} = on;
  const alice = await on.person('alice');
  const say = (text: string, place: object = {}) =>
    alice.request('messageSend', {roomId, clientMsgId: on.newId(), kind: 'message', text, ...place});
  const seqs: number[] = [];
  for (let nth = 0; nth < LONG; nth++) seqs.push((await say(longOf(nth))).seq);
  for (let nth = 0; nth < AFTER; nth++) await say(`after ${nth}`);
  for (const replyTo of seqs) await say('so it is', {replyTo});
  const bob = await member(on.url, 'bob');
  bob.client.dispatch({type: 'roomEntered', roomId});
  await bob.sees('all that is quoted', () => seqs.every(seq => bob.room(roomId).quoted.has(seq)));
  expect(seqs.map(seq => bob.room(roomId).quoted.get(seq))).toMatchObject(
    seqs.map((_seq, nth) => ({text: longOf(nth)})),
  );
});
