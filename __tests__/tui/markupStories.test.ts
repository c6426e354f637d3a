/** Markup and long messages on the whole screen, over a real server. */
import {expect, test} from '@jest/globals';
import {member} from '../client/support/member.ts';
import {CTRL_END, ctrl, ENTER, ESC, pilot} from '../support/pilot.ts';
import {world} from '../support/world.ts';

test('what is typed as markup is drawn as such for both, and stays as typed where it is kept', async () => {
  const here = await world();
  const alice = await member(here.url, 'alice');
  const bob = await member(here.url, 'bob');
  const screen = await pilot(alice.client, {hasColor: false});
  const other = await pilot(bob.client, {columns: 120, rows: 30});
  const text = '**bold** ~~old~~ [x](https://x.org)';
  await screen.press(text, ENTER);
  await screen.until('✓ bold ~old~ x (https://x.org)');
  await other.until('│ bold ~old~ x (https://x.org)');
  expect(bob.client.getState().roomById[here.lobby]?.entries.at(-1)).toMatchObject({text});
  await screen.press('/code ts', ENTER);
  await screen.until('> /code ts');
  await screen.press('if (a) {', ctrl('j'), '  @bob', ctrl('j'), '}', ENTER);
  await other.until('│ │   @bob');
  expect(bob.client.getState().roomById[here.lobby]?.room.mentions).toBe(0);
  expect(other.droppedCount()).toBe(0);
});

test('a long message is folded, and a key opens it whole', async () => {
  const here = await world();
  const alice = await member(here.url, 'alice');
  const screen = await pilot(alice.client);
  const lines = Array.from({length: 400}, (_, at) => `line ${at + 1}`);
  await here.say(await here.person('bob'), here.lobby, lines.join('\n'));
  await screen.until('… 376 more rows');
  expect(screen.text()).toContain('line 24');
  expect(screen.text()).not.toContain('line 25');
  await screen.press(ctrl('s'), 'o');
  await screen.until('bob ·');
  await screen.press('\u001B[F');
  await screen.until('line 400');
  await screen.press(ESC, CTRL_END);
  await screen.until('… 376 more rows');
});
