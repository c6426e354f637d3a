/** Edits, deletions, reactions and answers to what is not there, is another's, or comes without end. */
import {describe, expect, test} from '@jest/globals';
import {foldChanges} from '../../src/client/state/room/foldChanges.ts';
import {Entry} from '../../src/shared/entries/entry.ts';
import {idOf} from '../client/support/log.ts';
import {read, room} from '../support/changing.ts';

describe('B300 what is not there', () => {
  test('is refused in one way: deleted, never said, of a room that one may not see or that does not exist', async () => {
    const {ann, bob, say, deed, newId, roomId} = await room();
    const {roomId: hidden} = await ann.request('roomCreate', {name: 'hidden', isPrivate: true});
    const gone = await say(bob, 'gone');
    await bob.request('messageDelete', deed(gone));
    const places = {gone: {roomId, seq: gone}, never: {roomId, seq: 9_999}, joined: {roomId, seq: 1}};
    const nowhere = {hidden: {roomId: hidden, seq: 1}, missing: {roomId: 9_999, seq: 1}};
    const codes = async (place: {roomId: number; seq: number}) => {
      const id = {clientMsgId: newId()};
      const {seq, ...there} = place;
      const message = {...there, ...id, kind: 'message' as const, text: 'x'};
      return [
        await bob.codeOf('messageEdit', {...place, ...id, text: 'x'}),
        await bob.codeOf('messageDelete', {...place, ...id}),
        await bob.codeOf('reactionSet', {...place, ...id, emoji: '👍', isOn: true}),
        await bob.codeOf('messageSend', {...message, replyTo: seq}),
        await bob.codeOf('messageSend', {...message, threadOf: seq}),
        await bob.codeOf('messageSend', {...message, roomId, forwardOf: place}),
        await bob.codeOf('reactionList', place),
        await bob.codeOf('versionList', place),
        await bob.codeOf('starSet', {...place, isOn: true}),
        await bob.codeOf('followSet', {...place, isOn: true}),
      ];
    };
    expect(new Set(await codes(places.gone))).toEqual(new Set(['message-gone']));
    expect(new Set(await codes(places.never))).toEqual(new Set(['message-not-found']));
    expect(new Set((await codes(places.joined)).slice(0, 6))).toEqual(new Set(['message-unchangeable']));
    const [one, other] = [await codes(nowhere.hidden), await codes(nowhere.missing)];
    expect(one).toEqual(other);
    expect(new Set(one)).toEqual(new Set(['not-in-room this room']));
    expect(await bob.codeOf('pinSet', {...nowhere.hidden, clientMsgId: newId(), isOn: true})).toBe(
      await bob.codeOf('pinSet', {...nowhere.missing, clientMsgId: newId(), isOn: true}),
    );
  });

  test('the same deed again is done once, also after something else was done', async () => {
    const {ann, bob, say, deed, entry} = await room();
    const seq = await say(ann, 'one');
    const give = {...deed(seq), emoji: '👍', isOn: true};
    const first = await bob.request('reactionSet', give);
    await bob.request('reactionSet', {...deed(seq), emoji: '👍', isOn: false});
    expect(await bob.request('reactionSet', give)).toEqual(first);
    expect((await entry(ann, seq))?.became?.reactions).toBeUndefined();
    const edit = {...deed(seq), text: 'two'};
    const edited = await ann.request('messageEdit', edit);
    await ann.request('messageEdit', {...deed(seq), text: 'three'});
    expect(await ann.request('messageEdit', edit)).toEqual(edited);
    expect(await entry(ann, seq)).toMatchObject({text: 'three'});
  });

  test('a hundred edits are the limit, and a storm of them is told to wait', async () => {
    const {ann, say, deed} = await room();
    const seq = await say(ann, 'one');
    const codes: string[] = [];
    for (let count = 0; count < 130; count++)
      codes.push(await ann.codeOf('messageEdit', {...deed(seq), text: `${count}`}));
    expect(codes.slice(0, 100)).toEqual(codes.slice(0, 100).fill('ok'));
    expect(codes[100]).toBe('edits-too-many 100');
    expect(codes.at(-1)).toMatch(/^too-many-requests/);
  });
});

describe('B306 ten thousand', () => {
  test('mentions do not fit; as many as fit are one to each, and cost nobody else anything', async () => {
    const made = await room();
    const {ann, bob, roomId, newId, say, counts} = made;
    await read(made, bob);
    const message = {roomId, clientMsgId: newId(), kind: 'message' as const, text: '@bob '.repeat(10_000)};
    expect(await ann.codeOf('messageSend', message)).toMatch(/^message-too-long/);
    await say(ann, '@bob '.repeat(800));
    await say(ann, Array.from({length: 500}, (_, at) => `@n${at}`).join(' '));
    expect(await counts(bob)).toEqual({unread: 2, mentions: 1});
    expect((await bob.request('inboxList', {limit: 10})).items).toHaveLength(1);
  });

  test('reactions on one message are told to wait, and leave a bounded one; one of a megabyte ends its connection', async () => {
    const {ann, bob, cid, say, deed, entry} = await room();
    const seq = await say(ann, 'lunch?');
    const codes = new Map<string, number>();
    const give = async (count: number) => {
      const given = {...deed(seq), emoji: String.fromCodePoint(0x1f600 + (count % 70)), isOn: count % 3 > 0};
      const [code = ''] = (await (count % 2 === 0 ? bob : cid).codeOf('reactionSet', given)).split(' ');
      codes.set(code, (codes.get(code) ?? 0) + 1);
    };
    for (let done = 0; done < 10_000; done += 100)
      await Promise.all(Array.from({length: 100}, (_, at) => give(done + at)));
    expect([...codes.keys()].toSorted()).toEqual(['ok', 'reactions-full', 'too-many-requests']);
    expect(codes.get('ok')).toBeLessThanOrEqual(480);
    const {reactions = []} = (await entry(ann, seq))?.became ?? {};
    expect(reactions.length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(reactions).length).toBeLessThan(2_000);
    const huge = await ann.another();
    const packet = {...deed(seq), emoji: '👍'.repeat(2 ** 18), isOn: true};
    huge.socket.emit('reactionSet', packet, () => undefined);
    expect(await huge.ended).toMatch(/transport/);
    expect(await ann.codeOf('reactionSet', {...packet, emoji: '👍'.repeat(100_000)})).toMatch(/^bad-request/);
    expect((await entry(ann, seq))?.became?.reactions).toEqual(reactions);
  });

  test('answers, each to the one before, are a flat log, and a thread of them has one beginning', async () => {
    const {ann, bob, roomId, newId, say} = await room();
    const first = await say(ann, 'first');
    const send = (count: number) =>
      ann.request('messageSend', {
        roomId,
        clientMsgId: newId(),
        kind: 'message',
        text: `${count}`,
        ...(count % 2 === 0 ? {replyTo: first + count - 1} : {threadOf: first + count - 1}),
      });
    for (let done = 1; done <= 10_000; done += 100)
      await Promise.all(Array.from({length: 100}, (_, at) => send(done + at)));
    const {entries} = await bob.request('entryList', {roomId, limit: 3});
    expect(entries.at(-1)).toMatchObject({text: '10000', replyTo: {seq: first + 9_999}});
    expect(JSON.stringify(entries).length).toBeLessThan(2_000);
    const thread = await bob.request('threadList', {roomId, seq: first, limit: 200});
    expect(thread.entries.length).toBeLessThanOrEqual(200);
    expect(await bob.codeOf('messageDelete', {roomId, seq: first, clientMsgId: newId()})).toBe('not-allowed');
  });
});

describe('B301 a server that tells nonsense of messages', () => {
  const at = (seq: number, more: object) => ({seq, id: idOf(seq), sender: 'ann', sentAtMs: 1, ...more}) as Entry;
  const log = [at(1, {kind: 'joined'}), at(2, {kind: 'message', text: 'hello'})];

  test.each([
    ['itself', at(3, {kind: 'edited', of: 3, text: 'x'})],
    ['what comes later', at(3, {kind: 'deleted', of: 9})],
    ['nothing', at(3, {kind: 'reacted', of: 0, emoji: '👍', isOn: true})],
    ['what has no text', at(3, {kind: 'edited', of: 1, text: 'x'})],
    ['a reaction that nobody gave', at(3, {kind: 'reacted', of: 2, emoji: '👍', isOn: false})],
    ['a thread that begins with itself', at(3, {kind: 'message', text: 'x', threadOf: 3})],
  ])('changes nothing of what is said: %s', (_, event) => {
    const after = foldChanges([...log, event], [event], 'me');
    expect(after[1]).toMatchObject({kind: 'message', text: 'hello'});
    expect(after[0]).toMatchObject({kind: 'joined'});
    expect(after[1]?.became?.reactions).toBeUndefined();
  });

  test('an emoji or a reason without end is no answer of the protocol', () => {
    const long = 'x'.repeat(10_000);
    for (const more of [
      {kind: 'reacted', of: 2, emoji: long, isOn: true},
      {kind: 'gone', by: 'ann', reason: long},
      {
        kind: 'message',
        text: 'x',
        became: {asOfSeq: 2, reactions: Array(1_000).fill({emoji: 'x', count: 1, isMine: false})},
      },
    ])
      expect(Entry.safeParse(at(3, more)).success).toBe(false);
  });
});
