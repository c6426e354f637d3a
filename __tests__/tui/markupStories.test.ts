/** Markup and long messages on the whole screen, over a real server. */
import {expect, test} from '@jest/globals';
import {member} from '../client/support/member.ts';
import {CTRL_END, ctrl, ENTER, ESC, pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

test('what is typed as markup is drawn as such for both, and stays as typed where it is kept', async () => {
  const here = await world();
  const alice = await member(here.url, 'alice');
  const bob = await member(here.url, 'bob');
  const screen = await pilot(alice.client, {depth: 'none'});
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

test('name and time stay where the upper edge cuts a message', async () => {
  const here = await world();
  const alice = await member(here.url, 'alice');
  const screen = await pilot(alice.client);
  await here.say(
    await here.person('bob'),
    here.lobby,
    Array.from({length: 23}, (_, at) => `line ${at + 1}`).join('\n'),
  );
  await screen.until('line 23');
  expect(screen.text()).not.toContain('line 2\n');
  expect(screen.screen()[1]).toMatch(/\d\d:\d\d +bob │ line \d/);
  expect(screen.text().match(/ bob │/g)).toHaveLength(1);
});

test('/plain shows what was typed, also to whom it mentions', async () => {
  const here = await world();
  const alice = await member(here.url, 'alice');
  const bob = await member(here.url, 'bob');
  const screen = await pilot(alice.client);
  const other = await pilot(bob.client);
  await screen.press('/plain **no** `@bob`', ENTER);
  await screen.until('✓ **no** `@bob`');
  await other.until('┃ **no** `@bob`');
  await screen.press('/reply 1 **yes**', ENTER);
  await other.until(/↪ alice: \*\*no\*\* `@bob`/);
  // What is quoted is shown as it is itself, in one row.
  await other.press('/reply 1 **so** *be* `it`\\', ENTER, '- and more', ENTER);
  await screen.until(/↪ alice: yes$/m);
  await screen.press(`/reply 1 ${'long '.repeat(5)}`, ENTER);
  await other.until(/↪ bob: so be `it`.*• and more$/m);
  expect(bob.client.getState().roomById[here.lobby]?.entries.at(-4)).toMatchObject({text: '\u2060**no** `@bob`'});
});

test.each([
  ['500 lines', 500, ['as text, as it', 'as code, its', 'as a file, pasted']],
  ['5,000 lines', 5_000, ['as a file, pasted']],
])('a paste of %s is sent as one chooses, and nothing of it is cut', async (_, count, ways) => {
  const here = await world();
  const {client} = await member(here.url, 'alice');
  const screen = await pilot(client);
  const lines = Array.from({length: count}, (_line, at) => `${at}`);
  await screen.paste(lines.join('\n'));
  await screen.until('Enter asks how it is sent');
  await screen.press(ENTER);
  await screen.until('as a file, pasted');
  expect(['as text, as it', 'as code, its', 'as a file, pasted'].filter(way => screen.text().includes(way))).toEqual(
    ways,
  );
  await screen.press(ESC);
  expect(client.getState().roomById[here.lobby]?.pending).toEqual([]);
  await screen.press(ENTER, String(Math.min(2, ways.length)));
  const last = () => client.getState().roomById[here.lobby]?.entries.at(-1);
  await screen.until(() => ['message', 'file'].includes(last()?.kind ?? ''));
  const code = `\`\`\`\n${lines.join('\n')}\n\`\`\``;
  const size = Buffer.byteLength(lines.join('\n'));
  expect(last()).toMatchObject(ways.length > 1 ? {text: code} : {name: 'pasted.txt', sizeBytes: size});
  expect(screen.screen().at(-1)).toBe('#lobby >');
});
