/** What people do with the whole screen, over a real server. */
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from '@jest/globals';
import {droppedPaths} from '../../src/client/transfers/up/dropped.ts';
import {member} from '../client/support/member.ts';
import {CTRL_END, ctrl, DOWN, ENTER, ESC, F2, F4, PAGE_UP, pilot, TAB, UP} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

test('a message goes from one screen to the other, pending first and then sent', async () => {
  const here = await world();
  const alice = await pilot((await member(here.url, 'alice')).client);
  const bob = await pilot((await member(here.url, 'bob')).client, {columns: 140, rows: 30});
  await alice.until(/alice and bob joined|bob joined/);
  await alice.press('hello bob', ENTER);
  await alice.until(/alice ✓ hello bob/);
  await bob.until(/alice │ hello bob/);
  await bob.press('hi @alice', ENTER);
  await alice.until(/bob ┃ hi @alice/);
  expect(bob.text()).toMatch(/People here +2 of 2 online/);
});

test('a line of several is one message, and a slash command is not sent as text', async () => {
  const here = await world();
  const {client} = await member(here.url, 'alice');
  const alice = await pilot(client, {columns: 100});
  await alice.press('one', ctrl('j'), 'two', ENTER);
  await alice.until(/alice ✓ one\s+│ +│ two/);
  await alice.press('/nonsense', ENTER);
  await alice.until('There is no command /nonsense');
  expect(alice.screen().at(-1)).toBe('#lobby > /nonsense');
});

test('a direct message opens from the people pane, and is there for the other in the rooms pane', async () => {
  const here = await world();
  const alice = await pilot((await member(here.url, 'alice')).client, {columns: 140, rows: 30});
  const bob = await pilot((await member(here.url, 'bob')).client);
  await alice.until(/● bob/);
  await alice.press(ctrl('x'), 'u', DOWN, ENTER);
  await alice.until('@bob not encrypted >');
  await alice.press('just you', ENTER);
  await bob.until(/● @alice +1/);
  await bob.press(ctrl('n'));
  await bob.until(/alice │ just you/);
  expect(bob.text()).not.toMatch(/@alice +1/);
});

test('history is loaded from the server while one scrolls up, to its beginning', async () => {
  const here = await world();
  const bob = await here.person('bob');
  for (let index = 1; index <= 320; index++) await here.say(bob, here.lobby, `line ${index}`);
  const {client} = await member(here.url, 'alice');
  const alice = await pilot(client);
  await alice.until('line 320');
  for (let pages = 0; pages < 30 && !alice.text().includes('the beginning'); pages++) {
    await alice.press(PAGE_UP);
    const first = () => client.getState().roomById[here.lobby]?.isLoadingOlder === false;
    await alice.until(first);
  }
  expect(alice.text()).toContain('the beginning');
  expect(alice.text()).toMatch(/ line 1\n/);
  await alice.press(CTRL_END);
  expect(alice.text()).toContain('line 320');
});

test('a cut connection shows at once, what is written waits, and goes out when the server is back', async () => {
  const here = await world();
  const alice = await pilot((await member(here.url, 'alice')).client);
  await alice.until('● ');
  const {port} = new URL(here.url);
  await here.server.close();
  await alice.until('no connection, trying again');
  await alice.until('! The server is closing.');
  await alice.press('patience', ENTER);
  await alice.until(/alice ◌ patience/);
  await here.restart({port: Number(port)});
  await alice.until(/alice ✓ patience/);
  await alice.until(/ ● {2}1 online/);
  expect(alice.text().match(/patience/g)).toHaveLength(1);
});

test('a file is sent by command, shown in the files pane, and cleared away by key', async () => {
  const here = await world();
  const folder = await mkdtemp(join(tmpdir(), 'chat-tui-send-'));
  try {
    const path = join(folder, 'notes.txt');
    await writeFile(path, 'x'.repeat(5_000));
    const alice = await pilot((await member(here.url, 'alice')).client, {columns: 140, rows: 30});
    await alice.press(`/send ${path}`, ENTER);
    await alice.until(/alice ▼ notes\.txt {2}4\.88 KiB · sent/);
    // It was there while something moved.
    await alice.until(screen => !screen.join('\n').includes('Files'));
    await alice.press(F4);
    await alice.until('✓ done');
    await alice.press('x');
    await alice.until('/send PATH offers a file');
    expect(alice.text()).not.toContain('↑ notes.txt');
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
});

test('a file offered to one person is taken, or declined, from the files pane', async () => {
  const here = await world();
  const folder = await mkdtemp(join(tmpdir(), 'chat-tui-send-'));
  try {
    // Large enough to be asked about.
    for (const name of ['wanted.txt', 'unwanted.txt']) await writeFile(join(folder, name), name.repeat(200_000));
    const alice = await pilot((await member(here.url, 'alice')).client, {columns: 140, rows: 30});
    const bob = await pilot((await member(here.url, 'bob')).client, {columns: 140, rows: 40});
    await alice.until(/● bob/);
    await alice.press(`/send ${join(folder, 'wanted.txt')} @bob`, ENTER);
    await alice.until('Share your network address with @bob?');
    await alice.press('n');
    await bob.until(/↓ wanted\.txt/);
    await bob.press(F4);
    await bob.until('Enter takes it, p looks at it, x declines');
    expect(bob.text()).toContain(' · offered');
    await bob.press(ENTER);
    await bob.until(/1 ↓ .*✓/);
    // Enter on it shows the whole path.
    await bob.press(ENTER);
    await bob.until(/\/downloads\/wanted\.txt │ /);
    await bob.press(ENTER);
    await alice.press(`/send ${join(folder, 'unwanted.txt')} @bob`, ENTER);
    await bob.until(/↓ unwanted\.txt/);
    await bob.press(UP, 'x');
    await bob.until('× declined');
    await alice.press('/msg @bob did you get it?', ENTER);
    await alice.until(/declined by bob/);
    expect(bob.text()).toMatch(/1 ↓ .*✓ \/\w/);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
});

test('paths that are dropped or pasted are offered as files, and nothing goes without Enter', async () => {
  const here = await world();
  const folder = await mkdtemp(join(tmpdir(), 'chat-tui-drop-'));
  try {
    const names = ['plain.txt', 'two words.txt', "it's (1).txt", 'höhe%41.txt'];
    const [plain = '', spaced = '', odd = '', foreign = ''] = names.map(name => join(folder, name));
    for (const path of [plain, spaced, odd, foreign]) await writeFile(path, path);
    const {client} = await member(here.url, 'alice');
    const alice = await pilot(client, {columns: 140, rows: 30});
    const entries = () => client.getState().roomById[here.lobby]?.entries ?? [];
    const escaped = (path: string) => path.replaceAll(/[ '()]/g, String.raw`\$&`);
    for (const [dropped, shown] of [
      [`'${spaced}'`, 'as files: two words.txt'],
      [`${escaped(spaced)} ${escaped(odd)} `, "as files: two words.txt, it's (1).txt"],
      [`"${spaced}" ${plain}`, 'as files: two words.txt, plain.txt'],
      [`${pathToFileURL(foreign).href}\r\n${pathToFileURL(odd).href}\r\n`, "as files: höhe%41.txt, it's (1).txt"],
      [spaced, 'as files: two words.txt'],
    ] as const) {
      await alice.paste(dropped);
      await alice.press(ENTER);
      await alice.until(shown);
      await alice.press(ESC, ctrl('c'));
    }
    expect(entries().filter(({kind}) => kind === 'file' || kind === 'message')).toEqual([]);
    for (const text of [`${plain} and more`, join(folder, 'missing'), 'file://elsewhere/etc/hosts', 'see /etc/hosts'])
      expect(await droppedPaths(text)).toBeUndefined();
    // What is no command as it stands can still be said.
    await alice.paste(plain);
    await alice.press(ENTER);
    await alice.until('as text, as it is');
    await alice.press('2');
    await alice.until(() => entries().some(entry => 'text' in entry && entry.text === plain));
    await alice.paste(`${escaped(spaced)} ${plain}`);
    await alice.press(ENTER);
    await alice.until('as files: two words.txt, plain.txt');
    await alice.press('1');
    await alice.until(/2 files/);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
});

test('Tab completes a name, Esc takes it back', async () => {
  const here = await world();
  await here.person('barbara');
  const alice = await pilot((await member(here.url, 'alice')).client, {columns: 140, rows: 30});
  await alice.until(/● barbara/);
  await alice.press('hi @bar', TAB);
  await alice.until('#lobby > hi @barbara');
  await alice.press(ctrl('c'), F2, ESC);
  expect(alice.screen().at(-1)).toBe('#lobby >');
});

test('Ctrl+C in a recalled line brings back the draft behind it, and then empties that', async () => {
  const here = await world();
  const alice = await pilot((await member(here.url, 'alice')).client);
  await alice.press('sent', ENTER, 'draft', UP, '!');
  expect(alice.screen().at(-1)).toBe('#lobby > sent!');
  await alice.press(ctrl('c'));
  expect(alice.screen().at(-1)).toBe('#lobby > draft');
  await alice.press(ctrl('c'));
  expect(alice.screen().at(-1)).toBe('#lobby >');
});
