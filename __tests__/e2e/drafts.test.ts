/** What somebody is writing survives whatever ends the program, and is written where there is no server yet. */
import {readdir, readFile, watch} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {afterEach, expect, test} from '@jest/globals';
import {account, cleanUp, passwordOf, serve, person, temporaryFolder} from '../support/program.ts';
import {KEY, terminal} from '../support/screen/terminal.ts';

afterEach(cleanUp);

/** Resolves when what is kept of drafts holds the text; whoever kills the program sooner loses the last words. */
async function onDisk(home: string, text: string): Promise<void> {
  const names = await readdir(home, {recursive: true});
  const folder = join(home, dirname(names.find(name => name.endsWith('.sqlite')) ?? ''));
  const holds = async () => {
    const files = (await readdir(folder)).map(name => readFile(join(folder, name), 'latin1').catch(() => ''));
    return (await Promise.all(files)).some(content => content.includes(text));
  };
  const changes = watch(folder);
  if (await holds()) return;
  for await (const _change of changes) if (await holds()) return;
}

test('drafts of every room survive quitting and a crash, and the last room is opened again', async () => {
  const server = await serve(person());
  const ann = await account(server, 'ann');
  expect((await ann.call(['create', 'dev'])).code).toBe(0);
  const first = terminal({env: ann.env});
  await first.waitFor(/^#lobby >/m);
  first.press('for the lobby');
  await first.waitFor('#lobby > for the lobby');
  first.press(KEY.alt('2'));
  await first.waitFor(/^#dev >/m);
  first.press('a\r');
  await first.waitFor(/ann ✓ a/);
  first.press('recalled, ');
  first.press(KEY.up);
  await first.waitFor('#dev > a');
  first.press('!');
  await first.waitFor('#dev > a!');
  first.press(KEY.down);
  await first.waitFor('#dev > recalled,');
  first.press(KEY.ctrl('x'));
  first.kill('SIGTERM');
  await first.exit;

  const second = terminal({env: ann.env});
  await second.waitFor('#dev > recalled,');
  second.press('and more');
  await second.waitFor('#dev > recalled, and more');
  second.press(KEY.alt('1'));
  await second.waitFor('#lobby > for the lobby');
  // Sent is sent: it does not come back.
  second.press(KEY.enter);
  await second.waitFor(/ann ✓ for the lobby/);
  second.press(KEY.alt('2'));
  await second.waitFor('#dev > recalled, and more');
  second.press(' 3');
  await second.waitFor('and more 3');
  await onDisk(ann.home, 'and more 3');
  second.kill('SIGKILL');
  await second.exit;

  const third = terminal({env: ann.env});
  await third.waitFor('#dev > recalled, and more 3');
  third.press(KEY.alt('1'));
  await third.waitFor(/^#lobby > *$/m);
});

test('without a server what waits is shown, more can be written, and all of it arrives', async () => {
  const folder = temporaryFolder();
  const server = await serve(person(folder));
  const {port} = new URL(server.url);
  const ann = await account(server, 'ann');
  const first = terminal({env: ann.env});
  await first.waitFor(/^#lobby >/m);
  await server.stop();
  await first.waitFor('no connection');
  first.press('queued one\r');
  await first.waitFor(/ann ◌ queued one/);
  first.press('a draft');
  await first.waitFor('> a draft');
  first.kill('SIGTERM');
  await first.exit;

  const second = terminal({env: ann.env});
  await second.waitFor(/ann ◌ queued one/);
  await second.waitFor('no connection');
  // What was said before is kept on this machine.
  await second.waitFor(/ann joined[^]*ann ◌ queued one/);
  expect(second.screen()).not.toContain('loading');
  await second.waitFor('#lobby > a draft');
  second.press('\r');
  await second.waitFor(/◌ a draft/);
  expect(second.screen()).not.toContain('not logged in');

  const again = person(folder).start(['serve', '--port', port]);
  await again.waitFor(/ready/);
  await second.waitFor(/ann ✓ queued one[^]*✓ a draft/);
  second.kill('SIGTERM');
  await second.exit;
});

test('text that is typed before there is a connection goes to the room that opens', async () => {
  const folder = temporaryFolder();
  const server = await serve(person(folder));
  const {port} = new URL(server.url);
  const ann = await account(server, 'ann');
  await server.stop();
  const first = terminal({env: ann.env});
  await first.waitFor('no connection');
  first.press('typed early');
  await first.waitFor('> typed early');
  first.press('\r');
  await first.waitFor(/no connection now/);
  const again = person(folder).start(['serve', '--port', port]);
  await again.waitFor(/ready/);
  await first.waitFor('#lobby > typed early');

  // The login ends; what was being written is there after the next one.
  await ann.call(['logout']);
  await first.waitFor(/Log in to/);
  first.press(`${passwordOf('ann')}\r`);
  await first.waitFor('Stay logged in?');
  first.press('\r');
  expect(await first.waitFor('#lobby > typed early')).not.toContain('no connection');
});

test('what was seen stays on this machine after a logout, and is gone after one that forgets it', async () => {
  const server = await serve(person());
  const [ann, bob] = [await account(server, 'ann'), await account(server, 'bob')];
  const kept = async () => {
    const names = (await readdir(ann.home, {recursive: true})).filter(name => name.includes('.sqlite'));
    const files = names.map(name => readFile(join(ann.home, name), 'latin1'));
    return (await Promise.all(files)).some(content => content.includes('xyzzy'));
  };
  await bob.call(['send', '#lobby', 'the word is xyzzy']);
  const screen = terminal({env: ann.env});
  await screen.waitFor('the word is xyzzy');
  await onDisk(ann.home, 'xyzzy');
  for (const [typed, isKept] of [
    ['/logout', true],
    ['/logout --forget', false],
  ] as const) {
    screen.press(`${typed}\r`);
    await screen.waitFor(/You are logged out/);
    expect([typed, await kept()]).toEqual([typed, isKept]);
    if (!isKept) break;
    screen.press(`${passwordOf('ann')}\r`);
    await screen.waitFor('Stay logged in?');
    screen.press('\r');
    await screen.waitFor('the word is xyzzy');
  }
  screen.kill('SIGTERM');
  await screen.exit;
});
