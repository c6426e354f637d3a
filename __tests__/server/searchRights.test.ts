/** A search by somebody who is where nearly everything is said finds nothing of the rest. */
import {expect, test} from '@jest/globals';
import {textOf} from '../../src/shared/entries/entry.ts';
import {world} from '../support/world.ts';

test.each(['newest', 'best'] as const)('nothing is found of a room that one is not in, the %s first', async order => {
  const chat = await world();
  const ann = await chat.person('ann');
  const bob = await chat.person('bob');
  const texts = Array.from({length: 40}, (_, at) => `hidden in plain sight ${at}`);
  for (const text of texts) await chat.say(ann, chat.lobby, text);
  const {roomId} = await ann.request('roomCreate', {name: 'secret', isPrivate: true});
  await chat.say(ann, roomId, 'the hidden word');
  const find = async (person: typeof ann, words: string, from?: string) => {
    const found = await person.request('messageSearch', {words, order, limit: 100, ...(from !== undefined && {from})});
    return [found.hits.map(({entry}) => textOf(entry)).toSorted(), found.next];
  };
  expect(await find(ann, '"hidden word"')).toEqual([['the hidden word'], undefined]);
  expect(await find(bob, '"hidden word"')).toEqual([[], undefined]);
  expect(await find(bob, 'hidden')).toEqual([texts.toSorted(), undefined]);
  expect(await find(bob, '', 'ann')).toEqual([texts.toSorted(), undefined]);
});
