/** Who is typing is seen in the status line of the others, until they send it, empty it, or go on with something else. */
import {expect, test} from '@jest/globals';
import {submit} from '../../src/client/input/submit.ts';
import {member} from '../client/support/member.ts';
import {ctrl, ENTER, pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

test('typing is seen by the other one, goes with the message or the draft, and can be kept to oneself', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann');
  const bob = await member(here.url, 'bob');
  const [left, right] = [await pilot(ann.client), await pilot(bob.client)];
  const isQuiet = (lines: readonly string[]) => !lines.join('\n').includes('is typing');
  await left.press('/he');
  await left.press(ctrl('c'), 'hello');
  await right.until(/ann is typing/);
  expect(left.text()).not.toContain('is typing');
  await left.press(ENTER);
  await right.until(lines => isQuiet(lines) && lines.join('\n').includes('hello'));
  await left.press('more');
  await right.until(/ann is typing/);
  await left.press(ctrl('c'));
  await right.until(isQuiet);
  await submit(ann.client, '/set typing off');
  const told: unknown[] = [];
  bob.client.addPart({on: {typingChanged: change => void told.push(change)}});
  await left.press('secret', ENTER);
  await right.until('secret');
  expect(told).toEqual([]);
});
