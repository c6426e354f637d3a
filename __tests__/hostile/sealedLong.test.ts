/** What no client sends in encrypted messages, where the server cannot see it: it is cut or refused where it is read. */
import {describe, expect, test} from '@jest/globals';
import {randomBytes} from 'node:crypto';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {bobByHand, saying} from '../client/support/sealedByHand.ts';

const {messageBytesMax} = DEFAULT_LIMITS;
/** One byte more than the longest, and many more. */
const LONG = ['x'.repeat(messageBytesMax + 1), 'é'.repeat(120_000), '👩‍👩‍👧‍👦'.repeat(10_000)];
const bytesOf = (entry: Entry | undefined) =>
  Buffer.byteLength(entry !== undefined && 'text' in entry ? entry.text : '');
/** With the sign that it was cut. */
const CUT_BYTES = messageBytesMax + 3;

describe('B33 what no client says', () => {
  test('messages, actions and edits', async () => {
    const {say} = await bobByHand();
    const longest = 'é'.repeat(messageBytesMax / 2);
    expect((await say(saying(longest))).entry).toMatchObject({kind: 'message', text: longest});
    for (const text of LONG) {
      const {seq, id, entry} = await say(saying(text));
      expect(entry).toMatchObject({kind: 'message', text: expect.stringMatching(/[^\uFFFD]…$/)});
      const action = await say({type: 'action', text, sentAtMs: 1});
      const edit = await say({type: 'edit', of: {seq, hash: toText(id)}, text, sentAtMs: 1});
      expect([entry, action.entry, edit.entry].map(one => one?.kind)).toEqual(['message', 'action', 'edited']);
      for (const one of [entry, action.entry, edit.entry]) expect(bytesOf(one)).toBeLessThanOrEqual(CUT_BYTES);
    }
  });

  test('words in place of an emoji', async () => {
    const {say} = await bobByHand();
    const {seq, id} = await say(saying('mine'));
    const react = (emoji: string) => say({type: 'react', of: {seq, hash: toText(id)}, emoji, isOn: true, sentAtMs: 1});
    expect((await react('👍')).entry).toMatchObject({kind: 'reacted', emoji: '👍'});
    for (const emoji of ['a line of words', '', '👍👍', '\u202E', 'A']) {
      expect((await react(emoji)).entry).toMatchObject({kind: 'sealed', failure: 'not-allowed'});
    }
  });

  test('a message that names another one before it than its device has sent: not shown, and nobody is stopped', async () => {
    const {alice, roomId, say} = await bobByHand();
    const {seq} = await say(saying('one'));
    expect((await say(saying('two'), {prevOwn: randomBytes(32)})).entry).toMatchObject({failure: 'not-genuine'});
    expect((await say(saying('three'))).entry).toMatchObject({text: 'three'});
    expect(alice.room(roomId).lock?.problem).toBeUndefined();
    await sendAndWait(alice.client, roomId, {text: 'said all the same'});
    expect(alice.notices().filter(text => text.includes('is missing here'))).toEqual([]);
    const {entries} = await alice.client.request('entryList', {roomId, afterSeq: seq - 1, limit: 3});
    expect(entries).toMatchObject([{text: 'one'}, {failure: 'not-genuine'}, {text: 'three'}]);
  });
});
