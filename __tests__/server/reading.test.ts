/** How far rooms are read, and what is for one person, over real connections. */
import {describe, expect, test} from '@jest/globals';
import type {Result} from '../../src/shared/protocol.ts';
import {world} from '../support/world.ts';

describe('a position', () => {
  test('is the same on all devices, also after it was set back, and the answer says what is left', async () => {
    const {people, open, say, lobby} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const other = await open('bob', bob!.token);
    const {seq} = await say(ann!, lobby, 'one');
    await say(ann!, lobby, '@bob two');
    expect(await bob!.request('cursorMove', {roomId: lobby, seq: seq + 1})).toMatchObject({
      unread: 0,
      readSeq: seq + 1,
    });
    await other.next('cursorMoved', moved => moved.seq === seq + 1);
    const back = await bob!.request('cursorReset', {roomId: lobby, seq: seq + 1});
    expect(back).toMatchObject({readSeq: seq, resets: 1, unread: 1, mentions: 1});
    await other.next('cursorMoved', moved => moved.resets === 1 && moved.seq === seq);
    // What the other device still had on its way is from before.
    expect(await other.request('cursorMove', {roomId: lobby, seq: seq + 1, resets: 0})).toMatchObject({readSeq: seq});
    expect(await other.request('sessionOpen', {})).toMatchObject({rooms: [{readSeq: seq, resets: 1, unread: 1}]});
  });
});

describe('the inbox', () => {
  test('tells of rooms one is in alone, and after leaving one nothing of it is left', async () => {
    const {people, say} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
    await ann!.request('roomInvite', {roomId, names: ['bob']});
    expect(await bob!.request('inboxList', {})).toMatchObject({items: [{reason: 'invite', room: '#secret', seq: 0}]});
    await bob!.request('roomJoin', {name: 'secret'});
    await say(ann!, roomId, '@bob welcome');
    expect(await bob!.request('inboxList', {})).toMatchObject({items: [{reason: 'mention', room: '#secret'}]});
    await bob!.request('roomLeave', {roomId});
    expect(await bob!.request('inboxList', {})).toEqual({items: []});
    expect(await bob!.codeOf('entryFind', {roomId, mentionBeforeSeq: 99})).toBe(
      await bob!.codeOf('entryFind', {roomId: 4711, mentionBeforeSeq: 99}),
    );
  });

  test('tells of mentions, answers, reactions, offers and invitations, newest first, in pages, also those read', async () => {
    const {people, say, lobby, newId, clock} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const about = (roomId: number = lobby) => ({roomId, clientMsgId: newId()});
    const {seq} = await say(bob!, lobby, 'lunch?');
    const {roomId: direct} = await ann!.request('directOpen', {name: 'bob'});
    const {roomId: hidden} = await ann!.request('roomCreate', {name: 'hidden', isPrivate: true});
    const deeds = [
      () => say(ann!, lobby, 'look @bob'),
      () => ann!.request('messageSend', {...about(), kind: 'message', text: 'gladly', replyTo: seq}),
      () => ann!.request('reactionSet', {...about(), seq, emoji: '🎉', isOn: true}),
      () => ann!.request('fileOffer', {...about(direct), name: 'menu.pdf', sizeBytes: 3}),
      () => ann!.request('roomInvite', {roomId: hidden, names: ['bob']}),
      () => say(ann!, lobby, 'between others'),
    ];
    for (const deed of deeds) {
      clock.turn(1_000);
      await deed();
    }
    const reasons = ['invite', 'offer', 'reaction', 'reply', 'mention'];
    const {items} = await bob!.request('inboxList', {});
    expect(items.map(({reason}) => reason)).toEqual(reasons);
    expect(items.map(({room}) => room)).toEqual(['#hidden', '@ann', '#lobby', '#lobby', '#lobby']);
    for (const roomId of [lobby, direct]) await bob!.request('cursorMove', {roomId, seq: 1_000});
    const pages: (typeof items)[] = [];
    for (let before: Result<'inboxList'>['next']; ;) {
      const page: Result<'inboxList'> = await bob!.request('inboxList', {
        limit: 2,
        ...(before !== undefined && {before}),
      });
      pages.push(page.items);
      before = page.next;
      if (before === undefined) break;
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat().map(({reason, isRead}) => [reason, isRead])).toEqual(
      reasons.map(reason => [reason, reason !== 'invite']),
    );
  });

  test.each([
    ['no place', {}],
    ['two places', {atMs: 1, mentionAfterSeq: 1}],
    ['a time before all time', {atMs: -1}],
    ['a time that is no number', {atMs: 1e300}],
    ['another key', {atMs: 1, text: 'x'}],
  ])('a place that is asked for with %s is refused', async (_what, place) => {
    const {person, lobby} = await world();
    const ann = await person('ann');
    expect(await ann.codeOf('entryFind', {roomId: lobby, ...place} as never)).toMatch(/^bad-request/);
  });
});
