/** Own words ring like a mention: in the counts, in the inbox, from mention to mention, for who is away as well. */
import {expect, test} from '@jest/globals';
import {PREFERENCE_LIMITS} from '../../src/shared/limits.ts';
import {world} from '../support/world.ts';

test('own words count as a mention for whose they are, and for nobody else', async () => {
  const made = await world();
  const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
  await bob!.request('preferencesSet', {highlightWords: ['Deploy', 'release 2']});
  await cid!.request('preferencesSet', {highlightsName: true});
  const texts = ['the deploy is done', 'redeployed `deploy`', 'Release 2 is out', 'ask cid', '@bob deploy'];
  const seqs: number[] = [];
  for (const text of texts) seqs.push((await made.say(ann!, made.lobby, text)).seq);
  await made.say(bob!, made.lobby, 'my own deploy');
  const countsOf = async (person: typeof bob) => {
    const {rooms} = (await person!.another()).session;
    return rooms.find(({roomId}) => roomId === made.lobby)?.mentions;
  };
  expect([await countsOf(bob), await countsOf(cid), await countsOf(ann)]).toEqual([3, 1, 0]);
  const {items} = await bob!.request('inboxList', {});
  expect(items.map(({seq, reason}) => [seq, reason])).toEqual([seqs[4], seqs[2], seqs[0]].map(seq => [seq, 'mention']));
  expect(await bob!.request('entryFind', {roomId: made.lobby, mentionAfterSeq: seqs[0]!})).toEqual({seq: seqs[2]});
  // Nothing of it is told to others.
  const heard = cid!.told('entriesAppended').flatMap(({entries}) => entries);
  expect(JSON.stringify(heard)).not.toContain('highlight');
  expect(Object.keys(heard.find(({seq}) => seq === seqs[0]) ?? {}).sort()).toEqual(
    ['id', 'kind', 'sender', 'sentAtMs', 'seq', 'text'].sort(),
  );

  await ann!.request('messageDelete', {roomId: made.lobby, seq: seqs[0]!, clientMsgId: made.newId()});
  expect(await countsOf(bob)).toBe(2);
  await made.restart();
  const again = await made.open('ann', ann!.token);
  const bobAgain = await made.open('bob', bob!.token);
  await made.say(again, made.lobby, 'deploy again');
  expect(await countsOf(bobAgain)).toBe(3);
  await bobAgain.request('personBlock', {name: 'ann', isBlocked: true});
  await made.say(again, made.lobby, 'deploy once more');
  await bobAgain.request('preferencesSet', {highlightWords: []});
  await bobAgain.request('personBlock', {name: 'ann', isBlocked: false});
  await made.say(again, made.lobby, 'deploy for nobody');
  expect(await countsOf(bobAgain)).toBe(3);

  const many = Array.from({length: PREFERENCE_LIMITS.highlightWordsMax + 1}, (_, index) => `w${index}`);
  expect(await bobAgain.codeOf('preferencesSet', {highlightWords: many})).toMatch(/^bad-request/);
  expect(await bobAgain.codeOf('preferencesSet', {highlightWords: ['x'.repeat(41)]})).toMatch(/^bad-request/);
  expect(await bobAgain.codeOf('preferencesSet', {highlightWords: ['']})).toMatch(/^bad-request/);
});
