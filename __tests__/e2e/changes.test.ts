/**
 * Two people, in a small and a large real terminal, do things to messages: react, reply, edit and delete, by keys and commands.
 */
import {afterEach, expect, test} from '@jest/globals';
import {account, cleanUp, jsonLinesOf, person, serve} from '../support/program.ts';
import {openScreenOf, write} from '../support/screen/screens.ts';
import {KEY} from '../support/screen/terminal.ts';

afterEach(cleanUp);

const CTRL_S = KEY.ctrl('s');
const CTRL_UP = '\u001B[1;5A';

test('a reaction, an answer, an edit and a deletion are seen by the other one at once', async () => {
  const server = await serve(person());
  const [alice, bob] = [await account(server, 'alice'), await account(server, 'bob')];
  const left = await openScreenOf(alice, {columns: 80, rows: 24});
  const right = await openScreenOf(bob, {columns: 200, rows: 50});
  await write(left, 'lunch at noon?');
  await right.waitFor(/alice │ lunch at noon\?/);

  await write(right, '/react :+1:');
  await left.waitFor(/lunch at noon\?[^]*👍 +1/);
  await write(right, '/reply 1 yes, gladly');
  await left.waitFor(/bob ┃ ↪ alice: lunch at noon\?\s[^]*┃ yes, gladly/);

  left.press(CTRL_UP);
  await left.waitFor(/#lobby > \/edit #lobby\/\d+ lunch at noon\?/);
  left.press(' Or at one?');
  left.press(KEY.enter);
  await right.waitFor(/lunch at noon\? Or at one\? \(edited\)/);
  await right.waitFor(/↪ alice: lunch at noon\? Or/);
  await write(right, '/history');
  await right.waitFor(/1 .* lunch at noon\?[^]*2 .* lunch at noon\? Or at one\?/);
  right.press(KEY.escape);
  await right.waitFor(shown => !shown.includes('Versions'));

  right.press(CTRL_S);
  await right.waitFor(/d delete/);
  right.press('d');
  await right.waitFor(/Delete this message\?[^]*yes, gladly[^]*Keep it/);
  right.press('1');
  await left.waitFor(/a message of bob was deleted/);
  for (const one of [left, right]) await one.waitFor(shown => !shown.includes('yes, gladly'));
  expect(left.screen()).toContain('lunch at noon? Or at one? (edited)');
});

test('a thread is followed in one terminal while it goes on in the other', async () => {
  const server = await serve(person());
  const [alice, bob] = [await account(server, 'alice'), await account(server, 'bob')];
  const left = await openScreenOf(alice, {columns: 80, rows: 24});
  const right = await openScreenOf(bob, {columns: 200, rows: 50});
  await write(left, 'where do we eat?');
  await right.waitFor(/alice │ where do we eat\?/);

  await write(right, '/thread 1');
  await right.waitFor(/thread in #lobby/);
  await write(right, 'at the corner');
  await left.waitFor(/where do we eat\?[^]*1 answer in the thread/);
  left.press(CTRL_S);
  await left.waitFor(/d delete/);
  left.press(KEY.up);
  left.press('t');
  await left.waitFor(/thread in #lobby[^]*at the corner/);
  await write(left, 'gladly');
  await right.waitFor(/thread in #lobby[^]*gladly/);
  left.press(KEY.escape);
  await left.waitFor(/2 answers in the thread/);
  // Who is elsewhere is told how many are new, and gets there by a key.
  await write(left, '/create elsewhere');
  await left.waitFor(/#elsewhere >/);
  await write(right, 'at noon');
  await left.waitFor(/⤷ 1/);
  left.press(KEY.alt('t'));
  await left.waitFor(/1 new/);
  left.press(KEY.enter);
  await left.waitFor(/thread in #lobby[^]*at noon/);
  expect(left.screen()).toContain('gladly');
});

test('the shell does the same, and tail tells of all of it', async () => {
  const server = await serve(person());
  const [alice, bob] = [await account(server, 'alice'), await account(server, 'bob')];
  const [sent] = jsonLinesOf((await alice.call(['send', '#lobby', '--json', 'frist'])).stdout);
  const seq = Number(sent?.['seq']);
  const codes = [
    await alice.call(['edit', `chat-tui://${new URL(server.url).host}/#lobby/${seq}`, 'first']),
    await bob.call(['react', '#lobby', '1', 'tada']),
    await bob.call(['reply', '#lobby', '1', 'congratulations']),
    await bob.call(['edit', `#lobby/${seq}`, 'mine now']),
    await bob.call(['pin', `#lobby/${seq}`]),
    await alice.call(['pin', `#lobby/${seq}`]),
    await alice.call(['delete', '#lobby/99999']),
    await alice.call(['delete', `#lobby/${seq + 3}`, 'too loud']),
    await bob.call(['react', '#lobby', 'tada']),
    await bob.call(['reply', `chat-tui://chat.example:7420/#lobby/${seq}`, 'to nobody']),
  ].map(({code, stderr}) => `${code} ${stderr.trim()}`.trim());
  expect(codes).toEqual([
    '0',
    '0',
    '0',
    '4 Only who wrote a message can edit it.',
    '4 You have no right to do this. Ask an admin.',
    '0',
    '4 There is no such message here. Choose another.',
    '0',
    expect.stringMatching(/^2 Say which message of #lobby/),
    expect.stringMatching(/^4 This message is on chat\.example:7420; nothing was sent there\./),
  ]);
  const {stdout} = await bob.call(['tail', '#lobby', '-n', '6']);
  expect(stdout.replaceAll(/^\S+ \S+ /gm, '')).toBe(
    [
      '<alice> first',
      `-- alice edited ${seq}: first`,
      `-- bob gives 🎉 to ${seq}`,
      '-- a message of bob was deleted by alice',
      `-- alice pinned ${seq}`,
      `-- alice deleted ${seq + 3}: too loud\n`,
    ].join('\n'),
  );
});
