/** What one does to messages, from the command to the other person's screen; also without a connection. */
import {describe, expect, test} from '@jest/globals';
import {submit} from '../../src/client/input/submit.ts';
import {heldEntries} from '../../src/client/state/room/pieces.ts';
import {isMessageOrFile} from '../../src/shared/entries/entry.ts';
import {world} from '../support/world.ts';
import {member, memberAgain, type Member} from './support/member.ts';

const portOf = (url: string) => Number(new URL(url).port);
const last = (one: Member) => heldEntries(one.room()).findLast(({kind}) => kind === 'message' || kind === 'gone');
const told = async (one: Member, line: string) => {
  const outcome = await submit(one.client, line);
  return outcome.kind === 'refused' ? outcome.code : outcome.kind;
};

/** Ann and bob in #lobby, where ann has said something. */
async function said(text = 'lunch at noon?') {
  const made = await world();
  const [ann, bob] = [await member(made.url, 'ann'), await member(made.url, 'bob')];
  await submit(ann.client, text);
  await bob.sees('what ann said', () => bob.texts().includes(text));
  return {made, ann, bob};
}

describe('commands about a message', () => {
  test('reach the other one: react and back, reply, edit, s/old/new/, delete', async () => {
    const {ann, bob} = await said();
    expect(await told(bob, '/react :+1:')).toBe('done');
    await ann.sees('the reaction', () => last(ann)?.became?.reactions?.[0]?.count === 1);
    expect(await told(bob, '/react 1 👍')).toBe('done');
    await ann.sees('it taken back', () => last(ann)?.became?.reactions === undefined);
    expect(await told(ann, 's/noon/one/')).toBe('done');
    await bob.sees('the edit', () => bob.texts().includes('lunch at one?'));
    expect(await told(bob, '/reply 1 yes\nwith bread')).toBe('done');
    await ann.sees('the answer', () => ann.texts().includes('yes\nwith bread'));
    expect(last(ann)).toMatchObject({replyTo: {sender: 'ann'}});
    expect(ann.room().room.mentions).toBe(1);
    await bob.sees('his own', () => bob.texts().includes('yes\nwith bread'));
    expect(await told(bob, '/delete')).toBe('done');
    await ann.sees('it gone', () => last(ann)?.kind === 'gone');
    expect(ann.room().room).toMatchObject({mentions: 0, unread: 0});
  });

  test('that mean nothing there is are refused with a sentence, and do nothing', async () => {
    const {ann, bob} = await said();
    expect(await told(bob, '/react 99 👍')).toBe('message-not-found');
    expect(await told(bob, '/react not-an-emoji')).toBe('emoji-invalid');
    expect(await told(bob, '/edit nothing of mine')).toBe('message-not-found');
    expect(await told(bob, '/reply #nowhere/3 x')).toBe('not-in-room');
    expect(await told(bob, '/reply')).toBe('command-usage');
    expect(await told(ann, 's/supper/dinner/')).toBe('done');
    await bob.sees('a text that is no edit', () => bob.texts().includes('s/supper/dinner/'));
    expect(await told(bob, '/edit 2 mine now')).toBe('message-not-yours');
    expect(bob.room().pending).toEqual([]);
    expect(await told(bob, '/pin 2')).toBe('done');
    await bob.sees('why not', () => bob.notices().some(text => text.includes('You have no right to do this.')));
    expect(ann.texts()).toContain('lunch at noon?');
  });

  test('quote, pass on, star, pin, and show what there is', async () => {
    const {ann, bob} = await said();
    expect(await submit(bob.client, '/quote')).toEqual({kind: 'write', text: '> lunch at noon?\n'});
    expect(await told(bob, '/forward 1 @ann')).toBe('told');
    await ann.sees('it passed on', state =>
      Object.values(state.roomById).some(({room}) => room.name === 'bob' && room.unread === 1),
    );
    expect(await told(bob, '/star 1')).toBe('told');
    expect(await submit(bob.client, '/stars')).toMatchObject({kind: 'choose', choices: [{number: 1}]});
    expect(await told(ann, '/pin')).toBe('done');
    await bob.sees('the pin', () => last(bob)?.became?.pinnedBy === 'ann');
    expect(await submit(bob.client, '/pins')).toMatchObject({kind: 'choose', choices: [{number: 1}]});
    expect(await submit(bob.client, '/edit')).toMatchObject({kind: 'refused', code: 'message-not-found'});
    expect(await submit(ann.client, '/edit')).toMatchObject({
      kind: 'write',
      text: expect.stringMatching(/^\/edit #lobby\/\d+ lunch/),
    });
  });
});

describe('the message that is meant', () => {
  const shown = async (one: Member, line: string) => {
    const outcome = await submit(one.client, line);
    return outcome.kind === 'show' ? outcome.rows.join('\n') : JSON.stringify(outcome);
  };

  test('is counted from the newest, or named by its link, with or without the server, in every command', async () => {
    const {made, ann, bob} = await said('one');
    for (const text of ['two', 'three']) await submit(bob.client, text);
    await ann.sees('all of it', () => ann.texts().includes('three'));
    const {seq = 0} = heldEntries(ann.room()).find(entry => 'text' in entry && entry.text === 'one') ?? {};
    const entry = () => heldEntries(ann.room()).find(one => one.seq === seq);
    const number = () =>
      heldEntries(ann.room())
        .filter(isMessageOrFile)
        .toReversed()
        .findIndex(one => one.seq === seq) + 1;
    const link = `#lobby/${seq}`;
    const whole = `chat-tui://${new URL(made.url).host}/${link}`;
    const starred = async () => (await ann.client.request('starList', {})).stars.map(star => star.entry.seq);
    for (const at of [() => String(number()), () => link, () => whole]) {
      const text = `said ${at()}`;
      expect(await told(ann, `/edit ${at()} ${text}`)).toBe('done');
      await ann.sees('the edit', () => JSON.stringify(entry()).includes(`"${text}"`));
      expect(await submit(ann.client, `/quote ${at()}`)).toEqual({kind: 'write', text: `> ${text}\n`});
      expect(await submit(ann.client, `/edit ${at()}`)).toEqual({kind: 'write', text: `/edit ${link} ${text}`});
      expect(await shown(ann, `/view ${at()}`)).toBe(text);
      expect(await shown(ann, `/info ${at()}`)).toMatch(new RegExp(`By @ann[^]*Edited[^]*Link: ${link}$`));
      expect(await shown(ann, `/link ${at()}`)).toContain(`${whole}  from anywhere`);
      expect(await shown(ann, `/history ${at()}`)).toMatch(/^1 .*one[^]*said/);
      await told(ann, `/star ${at()}`);
      expect(await starred()).toEqual([seq]);
      await told(ann, `/unstar ${at()}`);
      expect(await starred()).toEqual([]);
      await told(ann, `/pin ${at()}`);
      await ann.sees('the pin', () => entry()?.became?.pinnedBy === 'ann');
      await told(ann, `/unpin ${at()}`);
      await ann.sees('no pin', () => entry()?.became?.pinnedBy === undefined);
      await told(ann, `/react ${at()} 👍`);
      await ann.sees('the reaction', () => entry()?.became?.reactions?.length === 1);
      expect(await shown(ann, `/reactions ${at()}`)).toBe('👍 1  ann');
      await told(ann, `/react ${at()} 👍`);
      await ann.sees('it taken back', () => entry()?.became?.reactions === undefined);
      await told(ann, '/read');
      await ann.sees('all of it read', () => ann.room().room.readSeq === ann.room().room.lastSeq);
      await told(ann, `/unread ${at()}`);
      await ann.sees('it unread', () => ann.room().room.readSeq === seq - 1);
      await told(ann, `/follow ${at()}`);
      await ann.sees('it followed', ({threads}) => threads.size > 0);
      await told(ann, `/unfollow ${at()}`);
      await ann.sees('it followed no more', ({threads}) => threads.size === 0);
      const answers = entry()?.became?.replies?.count ?? 0;
      await told(ann, `/thread ${at()} in its thread`);
      await ann.sees('the answer in the thread', () => entry()?.became?.replies?.count === answers + 1);
      await bob.sees('what ann has numbered', () => last(bob)?.seq === last(ann)?.seq);
      await told(bob, `/forward ${at()} #lobby`);
      for (const one of [ann, bob])
        await one.sees('it passed on', () => JSON.stringify(last(one)).includes('forwarded'));
      await told(bob, `/reply ${at()} to it`);
      for (const one of [ann, bob]) await one.sees('the answer', () => JSON.stringify(last(one)).includes('"to it"'));
      expect(last(ann)).toMatchObject({text: 'to it', replyTo: {seq}});
      await told(bob, '/delete');
      for (const one of [ann, bob]) await one.sees('it gone', () => last(one)?.kind === 'gone');
    }
    expect(await told(ann, `/delete ${whole} said too early`)).toBe('done');
    await bob.sees('it gone', () => heldEntries(bob.room()).some(one => one.seq === seq && one.kind === 'gone'));
  });

  test('on another server is refused, and its link is never taken for text', async () => {
    const {ann} = await said();
    await ann.sees('it stored', () => ann.room().pending.length === 0);
    const before = ann.texts();
    const elsewhere = 'chat-tui://chat.example/#lobby/1';
    const lines = ['reply', 'thread', 'edit', 'delete', 'react'].map(name => `/${name} ${elsewhere} 👍`);
    const bare = ['quote', 'star', 'pin', 'info', 'link', 'view', 'unread', 'history', 'reactions', 'follow'];
    for (const line of [...lines, ...bare.map(name => `/${name} ${elsewhere}`), `/forward ${elsewhere} @bob`])
      expect([line, await told(ann, line)]).toEqual([line, 'message-elsewhere']);
    expect(await told(ann, `/remind 2h ${elsewhere}`)).toBe('message-elsewhere');
    expect(ann.room().pending).toEqual([]);
    await ann.client.request('ping', {});
    expect(ann.texts()).toEqual(before);
  });

  test('in a conversation of several is named as the list has it', async () => {
    const {made, ann} = await said();
    await member(made.url, 'cid');
    await submit(ann.client, '/msg @bob @cid lunch?');
    const roomId = ann.client.getState().currentRoomId ?? 0;
    await ann.sees('it sent', () => ann.texts(roomId).includes('lunch?'));
    const {seq = 0} = heldEntries(ann.room(roomId)).findLast(isMessageOrFile) ?? {};
    await submit(ann.client, '/join #lobby');
    for (const at of [`@bob,cid/${seq}`, `chat-tui://${new URL(made.url).host}/@bob,cid/${seq}`]) {
      expect(await submit(ann.client, `/quote ${at}`)).toEqual({kind: 'write', text: '> lunch?\n'});
      expect(await submit(ann.client, `/goto ${at}`)).toEqual({kind: 'goTo', roomId, seq});
    }
  });
});

describe('without a connection', () => {
  test('actions wait on the disk, also for the next start, and are done in order once', async () => {
    const {made, ann, bob} = await said();
    const port = portOf(made.url);
    await made.server.close();
    await ann.sees('the cut', state => state.connection.status === 'reconnecting');
    await told(ann, '/edit lunch at one?');
    await told(ann, '/edit lunch at two?');
    await told(ann, '/react 🎉');
    expect(ann.room().pending.map(({messageAction}) => messageAction?.kind)).toEqual(['edit', 'edit', 'react']);
    await ann.client.close();
    await made.restart({port});
    const back = await memberAgain(made.url, ann);
    await bob.sees('the last text', () => last(bob)?.became?.reactions?.[0]?.emoji === '🎉');
    expect(last(bob)).toMatchObject({text: 'lunch at two?', became: {edited: {count: 2}}});
    await back.sees('nothing waiting', () => back.room().pending.length === 0);
  });
});
