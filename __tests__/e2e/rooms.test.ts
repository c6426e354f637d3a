/** Two people in two real terminals: rooms by keyboard, and a message to somebody who is away. */
import {afterEach, expect, test} from '@jest/globals';
import {account, cleanUp, person, serve} from '../support/program.ts';
import {openScreenOf, write} from '../support/screen/screens.ts';
import {KEY} from '../support/screen/terminal.ts';

afterEach(cleanUp);

test('rooms are switched by keyboard: next, previous, by number, back, and by name', async () => {
  const server = await serve(person());
  const alice = await account(server, 'alice');
  for (const room of ['#apples', '#bananas']) await alice.call(['create', room]);
  const screen = await openScreenOf(alice);
  const isIn = (room: string) => screen.waitFor(new RegExp(`^${room} >`, 'm'));
  await isIn('#lobby');
  screen.press(KEY.ctrl('n'));
  await isIn('#apples');
  screen.press(KEY.ctrl('n'));
  await isIn('#bananas');
  screen.press(KEY.ctrl('p'));
  await isIn('#apples');
  screen.press(KEY.alt('1'));
  await isIn('#lobby');
  screen.press(KEY.alt('/'));
  await isIn('#apples');
  screen.press(KEY.ctrl('g'));
  await screen.waitFor(/Enter go/);
  screen.press('banan');
  await screen.waitFor(/banan[^]*bananas/);
  screen.press(KEY.enter);
  expect(await isIn('#bananas')).toMatch(/^#bananas >/m);
});

test('unread rooms are counted, and the next one with activity is a key away', async () => {
  const server = await serve(person());
  const alice = await account(server, 'alice');
  await alice.call(['create', '#garden']);
  const bob = await account(server, 'bob');
  await bob.call(['join', '#garden']);
  const screen = await openScreenOf(alice);
  await bob.call(['send', '#garden', 'the tomatoes are red']);
  await screen.waitFor(/garden +1/);
  screen.press(KEY.alt('a'));
  await screen.waitFor(/^#garden >/m);
  // Read because it was on screen: not before that, and then at once.
  expect(await screen.waitFor(shown => !/garden +1/.test(shown))).toContain('the tomatoes are red');
});

test('a message to somebody who is away says so, and waits for their return below a line', async () => {
  const server = await serve(person());
  const alice = await account(server, 'alice');
  const bob = await account(server, 'bob');
  const screen = await openScreenOf(alice);
  const before = await openScreenOf(bob);
  await write(before, 'I am off');
  await before.waitFor(/✓ I am off/);
  await write(before, '/quit');
  await before.exit;
  await screen.waitFor(/1 online/);
  await write(screen, '/msg @bob are you there?');
  await screen.waitFor('bob is not online now and will get this on return');
  await write(screen, 'call me');
  await screen.waitFor(/✓ call me/);
  await write(screen, '/join #lobby');
  await screen.waitFor(/^#lobby >/m);
  await write(screen, 'dinner at eight');
  await screen.waitFor(/✓ dinner at eight/);

  const back = await openScreenOf(bob);
  await back.waitFor(/@alice +2/);
  const lobby = await back.waitFor('dinner at eight');
  expect(lobby.indexOf('I am off')).toBeLessThan(lobby.search(/─ new ─/));
  expect(lobby.search(/─ new ─/)).toBeLessThan(lobby.indexOf('dinner at eight'));
  back.press(KEY.alt('a'));
  const direct = await back.waitFor('call me');
  expect(direct.indexOf('are you there?')).toBeLessThan(direct.indexOf('call me'));
});
