/** Pages of a search over very long texts. */
import {expect, test} from '@jest/globals';
import {textOf} from '../../src/shared/entries/entry.ts';
import {world} from '../support/world.ts';

test('long texts make short pages, and none of them is left out', async () => {
  const chat = await world({settings: {limits: {messageGraphemesMax: 64_000}}});
  const bob = await chat.person('bob');
  for (let at = 0; at < 8; at++) await chat.say(bob, chat.lobby, `needle ${at} ${'hay '.repeat(15_000)}`);
  const found: string[] = [];
  let at: number | undefined;
  let pages = 0;
  do {
    const page = await bob.request('messageSearch', {words: 'needle', ...(at !== undefined && {at})});
    found.push(...page.hits.map(({entry}) => textOf(entry)));
    at = page.next;
    pages++;
  } while (at !== undefined);
  expect([found.length, new Set(found).size, pages > 1]).toEqual([8, 8, true]);
});
