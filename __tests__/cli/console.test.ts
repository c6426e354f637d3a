/** The command line at a real terminal: the server's console, and questions for a password. */
import {afterEach, expect, test} from '@jest/globals';
import {account, cleanUp, person, serve} from '../support/program.ts';
import {KEY, terminal} from '../support/screen/terminal.ts';

afterEach(cleanUp);

test('a server in a terminal has a console with completion, and a log that people can read', async () => {
  const screen = terminal({env: person().env, args: ['serve', '--port', '0'], columns: 140});
  const shown = await screen.waitFor(/ready at (\S+)[^]*Ctrl\+C stops the server\.\n> /);
  const url = /ready at (\S+)/.exec(shown)?.[1] ?? '';
  await account({url}, 'alice');
  await screen.waitFor(/^\d\d:\d\d:\d\d info .*alice/m);
  screen.press('wh');
  await screen.waitFor(/^> wh$/m);
  screen.press(KEY.tab);
  await screen.waitFor(/^> who/m);
  screen.press(KEY.enter);
  await screen.waitFor(/^0 online/m);
  screen.press('frobnicate\r');
  await screen.waitFor('There is no command frobnicate.');
  screen.press(KEY.ctrl('c'));
  expect(await screen.exit).toMatchObject({code: 0});
});

test('a password is asked for twice and never shown', async () => {
  const server = await serve(person());
  const args = ['register', '--server', server.url, '--user', 'bob'];
  const screen = terminal({env: person().env, args});
  await screen.waitFor('Keep the login in a file that only you can read? [Y/n]');
  screen.press('y\r');
  await screen.waitFor('New password: ');
  screen.press('correct horse\r');
  await screen.waitFor('The same again: ');
  screen.press('correct horsf\u007fe\r');
  await screen.waitFor(`Logged in as bob at ${server.url}.`);
  expect(await screen.exit).toMatchObject({code: 0});
  expect(screen.raw()).not.toContain('horse');
});

test('Ctrl+C at the password leaves, and the terminal shows again what is typed', async () => {
  const server = await serve(person());
  const run =
    `stty -a > "$HOME/before"; "${process.execPath}" bin/chat-tui.js login --server ${server.url} --user ` +
    'bob; echo "code $?"; stty -a | cmp - "$HOME/before" && echo same; read -r';
  const screen = terminal({env: person().env, command: ['/bin/bash', '-c', run]});
  await screen.waitFor('[Y/n]');
  screen.press('y\r');
  await screen.waitFor('Password: ');
  screen.press(KEY.ctrl('c'));
  const shown = await screen.waitFor(/same/);
  expect(shown).toContain('Interrupted; nothing was done.');
  expect(shown).toContain('code 2');
});
