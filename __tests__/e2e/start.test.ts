/** From nothing to the first message in a second terminal, on one machine, with nothing configured. */
import {afterEach, expect, test} from '@jest/globals';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {account, cleanUp, onCleanUp, person, serve, type Person} from '../support/program.ts';
import {fill, write} from '../support/screen/screens.ts';
import {KEY, terminal, type TerminalProcess} from '../support/screen/terminal.ts';

afterEach(cleanUp);

const SECRET = 'long secret 42';

/** A home with nothing in it; the server that is started by itself ends with the test. */
function newcomer(): Person {
  const somebody = person(undefined, {CHAT_TUI_PORT: '0'});
  onCleanUp(() => {
    if (existsSync(serverFileOf(somebody))) process.kill(serverOf(somebody), 'SIGKILL');
  });
  return somebody;
}

const serverFileOf = ({home}: Person) => join(home, 'server/server.json');
/** Process id of the server that was started by itself. */
const serverOf = (somebody: Person) => (JSON.parse(readFileSync(serverFileOf(somebody), 'utf8')) as {pid: number}).pid;

async function makeAccount(screen: TerminalProcess, name: string | undefined): Promise<void> {
  if (name !== undefined) await fill(screen, name, shown => shown.includes(name));
  const dots = (shown: string) => shown.match(/•/g)?.length ?? 0;
  await fill(screen, SECRET, shown => dots(shown) === SECRET.length);
  await fill(screen, SECRET, shown => dots(shown) === SECRET.length * 2);
}

/** Without a keychain; asked once on a machine, not for every account. */
async function keepInFile(screen: TerminalProcess): Promise<void> {
  await screen.waitFor('Stay logged in?');
  screen.press(KEY.down);
  await screen.waitFor(/> Keep it in a file/);
  screen.press(KEY.enter);
}

test('the first start ends in the lobby of a server of one’s own, and a second terminal joins it', async () => {
  const newHome = newcomer();
  // Nothing is set.
  const {CHAT_TUI_LAYOUT: _set, ...env} = newHome.env;
  const home = {...newHome, env};
  const first = terminal({env});
  await first.waitFor('Host a chat here');
  first.press(KEY.enter);
  await first.waitFor(/New account on 127\.0\.0\.1:\d+/);
  const suggested = /Name +(\S+)/.exec(first.screen())?.[1];
  if (suggested !== undefined) first.press(KEY.ctrl('u'));
  await makeAccount(first, 'alice');
  await keepInFile(first);
  await first.waitFor('As you are used to it?');
  first.press(`${KEY.down}${KEY.enter}${KEY.down}${KEY.enter}`);
  await first.waitFor('Keys: weechat');
  expect(readFileSync(join(home.home, 'config.toml'), 'utf8')).toBe(
    'layout = "compact"\n\n[keys]\npreset = "weechat"\n',
  );
  await first.waitFor(/^#lobby >/m);
  await first.waitFor(/chat-tui join 127\.0\.0\.1:\d+[^]*serve --host 0\.0\.0\.0/);

  const second = terminal({env: home.env, args: ['--user', 'bob']});
  await second.waitFor(/Log in to 127\.0\.0\.1:\d+/);
  second.press(KEY.ctrl('r'));
  await second.waitFor('New account');
  await makeAccount(second, undefined);
  await second.waitFor(/^#lobby >/m);
  await first.waitFor(/2 online/);

  await write(first, 'hello bob');
  await second.waitFor(/alice │ hello bob/);
  await write(second, 'hello alice');
  await first.waitFor(/bob │ hello alice/);

  // The owner leaves, and somebody is still there.
  await write(first, '/quit');
  await first.waitFor('Keep the server running for them');
  first.press(KEY.escape);
  await first.waitFor(shown => !shown.includes('Keep the server running'));
  await write(first, '/quit');
  await first.waitFor('Keep the server running for them');
  first.press('k');
  expect(await first.exit).toMatchObject({code: 0});
  await second.waitFor(/1 online/);

  // Next time there is nothing to ask: whoever was here last comes back, also who was asked for by name.
  const again = terminal({env: home.env});
  await again.waitFor('hello alice');
  await again.waitFor(/1 online +bob/);

  // A server that dies is started again, and what was written meanwhile arrives.
  process.kill(serverOf(home), 'SIGKILL');
  await again.waitFor('no connection');
  await write(again, 'still there?');
  await second.waitFor(/✓ still there\?/);
});

test('a server of one’s own that fails for an unforeseen reason says so, and is started again', async () => {
  const home = newcomer();
  // Passed for joining the lobby, and for the first message.
  const screen = terminal({env: {...home.env, CHAT_TUI_FAULT: 'fanOut.between:2:throw'}});
  await screen.waitFor('Host a chat here');
  screen.press(KEY.enter);
  await screen.waitFor(/New account on 127\.0\.0\.1:\d+/);
  if (/Name +(\S+)/.test(screen.screen())) screen.press(KEY.ctrl('u'));
  await makeAccount(screen, 'alice');
  await keepInFile(screen);
  await screen.waitFor(/^#lobby >/m);
  const failed = serverOf(home);
  await write(screen, 'the one that breaks it');
  await screen.waitFor('The server failed on its side');
  await write(screen, 'and one more');
  await screen.waitFor(/✓ and one more/);
  await screen.waitFor(/✓ the one that breaks it/);
  expect(serverOf(home)).not.toBe(failed);
});

test('two that start at the same moment end with one server', async () => {
  const home = newcomer();
  const screens = [terminal({env: home.env}), terminal({env: home.env})];
  for (const screen of screens) await screen.waitFor('Host a chat here');
  for (const screen of screens) screen.press(KEY.enter);
  const shown = await Promise.all(screens.map(screen => screen.waitFor(/New account on \S+/)));
  const [one, other] = shown.map(text => /New account on (\S+)/.exec(text)?.[1]);
  expect(one).toBe(other);
});

test.each([['by itself', []] as const, ['on another server', ['join']] as const])(
  'the full screen, opened %s with DEBUG set, has nothing of what libraries tell with it',
  async (_how, words) => {
    const server = await serve(person());
    const alice = await account(server, 'alice');
    const args = words.length === 0 ? [] : [...words, server.url];
    const screen = terminal({env: {...alice.env, DEBUG: 'engine*,socket*'}, args});
    await screen.waitFor(/^#lobby >/m);
    await write(screen, 'is it quiet?');
    await screen.waitFor(/✓ is it quiet\?/);
    expect(screen.raw()).not.toMatch(/engine\.io|socket\.io/);
  },
);

test('an address where nobody answers is said in the form, and can be put right', async () => {
  const screen = terminal({env: person().env, args: ['join', '127.0.0.1:9']});
  await screen.waitFor('No server answers at 127.0.0.1:9');
  screen.press(KEY.ctrl('c'));
  expect(await screen.exit).toMatchObject({code: 0});
});
