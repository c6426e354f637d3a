/** What people do to messages that are there already, over real connections: edit, delete, react, answer, pin, star, pass on. */
import {copyFile, mkdtemp, readdir, readFile, rm, watch} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {newId} from '../../src/cli/shell.ts';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import {page, read, room} from '../support/changing.ts';
import {within} from '../support/suite/deadline.ts';
import type {Person} from '../support/world.ts';

describe('an edit', () => {
  test('is told to everybody, stands in every later page, and its versions can be read', async () => {
    const made = await room();
    const {ann, bob, say, deed, entry} = made;
    const seq = await say(ann, 'frist');
    const {seq: editSeq} = await ann.request('messageEdit', {...deed(seq), text: 'first'});
    const told = await bob.next('entriesAppended', ({entries}) => entries.some(({kind}) => kind === 'edited'));
    expect(told.entries).toMatchObject([{kind: 'edited', of: seq, text: 'first', seq: editSeq, sender: 'ann'}]);
    await ann.request('messageEdit', {...deed(seq), text: 'first!'});
    expect(await entry(bob, seq)).toMatchObject({text: 'first!', became: {edited: {count: 2}}});
    expect((await page(made, bob)).find(one => one.seq === seq)).toEqual(await entry(bob, seq));
    const {versions} = await bob.request('versionList', {roomId: made.roomId, seq});
    expect(versions.map(({text}) => text)).toEqual(['frist', 'first', 'first!']);
  });

  test('is for its sender alone, and as long as the operator says', async () => {
    const {ann, bob, say, deed, clock, restart, open} = await room();
    const seq = await say(bob, 'mine');
    expect(await ann.codeOf('messageEdit', {...deed(seq), text: 'yours'})).toBe('message-not-yours');
    await restart({editMinutesMax: 15});
    const back = await open('bob', bob.token);
    expect(await back.codeOf('messageEdit', {...deed(seq), text: 'still mine'})).toBe('ok');
    clock.turn(15 * 60_000 + 1);
    expect(await back.codeOf('messageEdit', {...deed(seq), text: 'too late'})).toBe('edit-too-late 15 minutes');
  });

  test('tells a person once that it mentions them, whatever it was edited to in between', async () => {
    const made = await room();
    const {ann, bob, say, deed, counts} = made;
    const seq = await say(ann, 'hello');
    await read(made, bob);
    const edit = async (text: string) => {
      await ann.request('messageEdit', {...deed(seq), text});
      return counts(bob);
    };
    expect(await edit('hello @bob')).toEqual({unread: 0, mentions: 1});
    expect(await edit('hello')).toEqual({unread: 0, mentions: 1});
    await read(made, bob);
    expect(await edit('hello again @bob')).toEqual({unread: 0, mentions: 0});
  });
});

describe('a deletion', () => {
  test('leaves the place, and nothing of the text in any file of the database, nor of its edits', async () => {
    const made = await room();
    const {ann, bob, say, deed, entry, close, dataDir} = made;
    const seq = await say(ann, 'the secret word is xyzzy-one');
    await ann.request('messageEdit', {...deed(seq), text: 'the secret word is xyzzy-two'});
    await say(bob, 'after it');
    await ann.request('messageDelete', deed(seq));
    expect(await entry(bob, seq)).toMatchObject({kind: 'gone', sender: 'ann', by: 'ann'});
    const entries = await page(made, bob);
    expect(JSON.stringify(entries)).not.toContain('xyzzy');
    expect(await bob.codeOf('versionList', {roomId: made.roomId, seq})).toBe('message-gone');
    await close();
    for (const name of ['chat.db', 'chat.db-wal']) {
      const bytes = await readFile(join(dataDir, name)).catch(() => Buffer.alloc(0));
      expect([name, bytes.includes('xyzzy')]).toEqual([name, false]);
    }
  });

  test('leaves nothing of the text either where the server is killed right after it, once it runs again', async () => {
    const {ann, say, deed, dataDir} = await room();
    const seq = await say(ann, 'the secret word is xyzzy');
    await ann.request('messageDelete', deed(seq));
    const killed = await mkdtemp(join(tmpdir(), 'chat-tui-killed-'));
    for (const name of await readdir(dataDir))
      if (name.startsWith('chat.db')) await copyFile(join(dataDir, name), join(killed, name));
    const isThere = async () => (await readFile(join(killed, 'chat.db-wal'))).includes('xyzzy');
    expect(await isThere()).toBe(true);
    const changes = watch(killed);
    const store = await openSqliteStore({dataDir: killed, now: Date.now, newId});
    try {
      const wiped = async () => {
        for await (const _change of changes) if (!(await isThere())) return;
      };
      await within('the text to be gone', wiped());
    } finally {
      await store.close();
      await rm(killed, {recursive: true});
    }
  });

  test('by others needs the right to, tells the reason, and lowers what is unread', async () => {
    const made = await room();
    const {ann, bob, cid, say, deed, entry, counts} = made;
    await read(made, ann);
    const seq = await say(bob, 'rude words for @ann');
    await bob.request('messageEdit', {...deed(seq), text: 'rude words for @ann and @cid'});
    expect(await counts(ann)).toEqual({unread: 1, mentions: 1});
    expect(await cid.codeOf('messageDelete', deed(seq))).toBe('not-allowed');
    await ann.request('messageDelete', {...deed(seq), reason: 'no rude words'});
    expect(await entry(cid, seq)).toMatchObject({kind: 'gone', sender: 'bob', by: 'ann', reason: 'no rude words'});
    expect(await counts(ann)).toEqual({unread: 0, mentions: 0});
  });
});

describe('reactions', () => {
  test('are counted for everybody, and one knows one’s own', async () => {
    const {ann, bob, cid, say, deed, entry, roomId} = await room();
    const seq = await say(ann, 'lunch?');
    const react = (by: Person, emoji: string, isOn = true) => by.request('reactionSet', {...deed(seq), emoji, isOn});
    await react(bob, '👍');
    await react(cid, '👍');
    await react(cid, '🎉');
    await react(cid, '👍');
    const reactions = (isMine: boolean) => [
      {emoji: '👍', count: 2, isMine: true},
      {emoji: '🎉', count: 1, isMine},
    ];
    expect((await entry(bob, seq))?.became?.reactions).toEqual(reactions(false));
    expect((await entry(cid, seq))?.became?.reactions).toEqual(reactions(true));
    const {reactions: who} = await ann.request('reactionList', {roomId, seq});
    expect(who.map(({emoji, names}) => [emoji, names])).toEqual([
      ['👍', ['bob', 'cid']],
      ['🎉', ['cid']],
    ]);
    await react(bob, '👍', false);
    await react(cid, '👍', false);
    expect((await entry(bob, seq))?.became?.reactions).toEqual([{emoji: '🎉', count: 1, isMine: false}]);
  });

  test('are one character that is a picture, and twenty different ones at most', async () => {
    const {ann, bob, say, deed} = await room();
    const seq = await say(ann, 'lunch?');
    const codeOf = (emoji: string) => bob.codeOf('reactionSet', {...deed(seq), emoji, isOn: true});
    for (const wrong of ['', 'a', '  ', '👍👍', '\u202E', '👍\u0301', '\u001B[2J', 'ﷺ', '\uD83D', '👍 ']) {
      expect([wrong, await codeOf(wrong)]).toEqual([wrong, 'emoji-invalid']);
    }
    for (const right of ['❤️', '👩‍💻', '🇩🇪', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '✓', '+'])
      expect([right, await codeOf(right)]).toEqual([right, 'ok']);
    expect(await codeOf('x'.repeat(1_024))).toMatch(/^bad-request/);
    for (let code = 0x1f600; code < 0x1f60d; code++) expect(await codeOf(String.fromCodePoint(code))).toBe('ok');
    expect(await codeOf('👻')).toBe('reactions-full 20');
    expect(await codeOf('✓')).toBe('ok');
  });
});

describe('an answer', () => {
  test('knows what it answers, and tells its sender', async () => {
    const made = await room();
    const {ann, bob, say, entry, counts} = made;
    const seq = await say(ann, 'lunch?');
    await read(made, ann);
    const answer = await say(bob, 'yes', {replyTo: seq});
    expect(await entry(ann, answer)).toMatchObject({text: 'yes', replyTo: {seq, sender: 'ann'}});
    expect(await counts(ann)).toEqual({unread: 1, mentions: 1});
  });

  test('in a thread is counted at its first message, also an answer to an answer, and listed', async () => {
    const {ann, bob, say, entry, deed, roomId} = await room();
    const seq = await say(ann, 'lunch?');
    const first = await say(bob, 'where?', {threadOf: seq});
    const second = await say(ann, 'here', {threadOf: first});
    expect(await entry(bob, second)).toMatchObject({threadOf: seq});
    expect((await entry(bob, seq))?.became?.replies).toEqual({count: 2, lastSeq: second});
    const thread = (more: object) => bob.request('threadList', {roomId, seq, ...more});
    expect(await thread({limit: 1})).toMatchObject({entries: [{seq: second}], hasMore: true});
    expect(await thread({beforeSeq: second})).toMatchObject({entries: [{seq: first}], hasMore: false});
    await ann.request('messageDelete', deed(seq));
    expect((await thread({})).entries.map(one => one.seq)).toEqual([first, second]);
    expect(await ann.codeOf('threadList', {roomId, seq: 9_999})).toBe('message-not-found');
  });

  test('is flat, however long the chain', async () => {
    const {ann, say, entry, roomId} = await room();
    let seq = await say(ann, 'first');
    for (let count = 0; count < 100; count++) seq = await say(ann, 'next', {replyTo: seq});
    expect(await entry(ann, seq)).toMatchObject({replyTo: {seq: seq - 1}});
    expect((await ann.request('entryList', {roomId, limit: 100})).entries).toHaveLength(100);
  });
});

describe('what is kept at hand', () => {
  test('is pinned for all, by whoever looks after the room, and goes with the message', async () => {
    const {ann, bob, say, deed, entry, roomId} = await room();
    const [first, second] = [await say(bob, 'one'), await say(bob, 'two')];
    expect(await bob.codeOf('pinSet', {...deed(first), isOn: true})).toBe('not-allowed');
    for (const seq of [first, second]) await ann.request('pinSet', {...deed(seq), isOn: true});
    const pins = async () => (await bob.request('pinList', {roomId})).entries.map(({seq}) => seq);
    expect(await pins()).toEqual([second, first]);
    expect(await entry(bob, first)).toMatchObject({became: {pinnedBy: 'ann'}});
    await bob.request('messageDelete', deed(first));
    expect(await pins()).toEqual([second]);
    await ann.request('pinSet', {...deed(second), isOn: false});
    expect(await pins()).toEqual([]);
    expect((await entry(bob, second))?.became?.pinnedBy).toBeUndefined();
  });

  test('is starred for oneself, in rooms one is in', async () => {
    const {ann, bob, say, roomId, newId} = await room();
    const seq = await say(ann, 'the address');
    const {roomId: other} = await bob.request('roomCreate', {name: 'tea', isPrivate: true});
    const there = {roomId: other, clientMsgId: newId(), kind: 'message' as const, text: 'the key'};
    const {seq: otherSeq} = await bob.request('messageSend', there);
    await bob.request('starSet', {roomId, seq, isOn: true});
    await bob.request('starSet', {roomId: other, seq: otherSeq, isOn: true});
    await bob.request('starSet', {roomId, seq, isOn: true});
    const stars = async (by: Person) =>
      (await by.request('starList', {})).stars.map(({entry}) => ('text' in entry ? entry.text : ''));
    expect(await stars(bob)).toEqual(['the key', 'the address']);
    expect(await stars(ann)).toEqual([]);
    await bob.request('roomLeave', {roomId: other});
    expect(await stars(bob)).toEqual(['the address']);
    await bob.request('starSet', {roomId, seq, isOn: false});
    expect(await stars(bob)).toEqual([]);
  });

  test('is passed on as it was said, from rooms one is in', async () => {
    const {ann, bob, say, entry, newId, roomId} = await room();
    const {roomId: own} = await ann.request('roomCreate', {name: 'own', isPrivate: true});
    const hidden = {roomId: own, clientMsgId: newId(), kind: 'message' as const, text: 'the number is 7'};
    const {seq} = await ann.request('messageSend', hidden);
    const forwardOf = {roomId: own, seq};
    const message = {roomId, clientMsgId: newId(), kind: 'message' as const, text: 'forged', forwardOf};
    expect(await bob.codeOf('messageSend', message)).toBe('not-in-room this room');
    const passed = await say(ann, 'forged', {forwardOf});
    expect(await entry(bob, passed)).toMatchObject({text: 'the number is 7', forwarded: {sender: 'ann'}});
  });
});
