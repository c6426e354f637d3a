/** What one does to messages, from the command to the other person's screen; also without a connection. */
import {describe, expect, test} from '@jest/globals';
import {submit} from '../../src/client/input/submit.ts';
import {heldEntries} from '../../src/client/state/room/pieces.ts';
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
    expect(await told(bob, '/edit 2 mine now')).toBe('done');
    await bob.sees('why not', () => bob.notices().some(text => text.includes('Only who wrote a message can edit it.')));
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

describe('without a connection', () => {
  test('deeds wait on the disk, also for the next start, and are done in order once', async () => {
    const {made, ann, bob} = await said();
    const port = portOf(made.url);
    await made.server.close();
    await ann.sees('the cut', state => state.connection.status === 'reconnecting');
    await told(ann, '/edit lunch at one?');
    await told(ann, '/edit lunch at two?');
    await told(ann, '/react 🎉');
    expect(ann.room().pending.map(({deed}) => deed?.kind)).toEqual(['edit', 'edit', 'react']);
    await ann.client.close();
    await made.restart({port});
    const back = await memberAgain(made.url, ann);
    await bob.sees('the last text', () => last(bob)?.became?.reactions?.[0]?.emoji === '🎉');
    expect(last(bob)).toMatchObject({text: 'lunch at two?', became: {edited: {count: 2}}});
    await back.sees('nothing waiting', () => back.room().pending.length === 0);
  });
});
