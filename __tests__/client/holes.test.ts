/** Holes in a room's log that show at an awkward moment. */
import {expect, test} from '@jest/globals';
import {openEventStorm} from '../support/hostile/eventStorm.ts';
import {world} from '../support/world.ts';
import {member} from './support/member.ts';

test('a hole that shows in the same read as the answer that fills the one before is filled as well', async () => {
  const chat = await world();
  const bob = await chat.person('bob');
  const storm = await openEventStorm(Number(new URL(chat.url).port));
  try {
    const ann = await member(storm.url, 'ann');
    await ann.sees('the lobby', () => ann.room().isLoaded && ann.room().memberNames !== undefined);
    storm.plan(['drop', 'pass', 'drop', 'pass']);
    storm.holdAfter(1);
    for (const text of ['one', 'two']) await chat.say(bob, 1, text);
    // What is asked for because of the first hole.
    await storm.untilHeld(1);
    for (const text of ['three', 'four']) await chat.say(bob, 1, text);
    await storm.untilHeld(2);
    storm.release();
    await ann.sees('all four', () => ann.texts().length === 4);
    expect(ann.texts()).toEqual(['one', 'two', 'three', 'four']);
  } finally {
    await storm.close();
  }
});
