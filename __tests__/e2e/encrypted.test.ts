/**
 * Encryption as two people with several devices see it, in real terminals and with no setting: talk, a file, search, a device
 * that is approved by words and revoked, keys that are compared and change; and a server that has none of it.
 */
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, expect, test} from '@jest/globals';
import {account, cleanUp, passwordOf, person, serve, temporaryFolder, type Person} from '../support/program.ts';
import {openScreenOf, write} from '../support/screen/screens.ts';
import {KEY, type TerminalProcess} from '../support/screen/terminal.ts';

afterAll(cleanUp);

const SIZE = {columns: 200, rows: 40};
/** Of a conversation, of a file, of its name. */
const SECRETS = ['kumquat', 'mangosteen', 'rambutan', 'quince', 'durian', 'persimmon', 'salak', 'tamarillo'];

/** All bytes of files below a folder. */
const bytesIn = (dir: string): Buffer =>
  Buffer.concat(
    readdirSync(dir, {recursive: true, encoding: 'utf8'})
      .map(name => join(dir, name))
      .filter(path => statSync(path).isFile())
      .map(path => readFileSync(path)),
  );

/** Another device of somebody, without keys. */
async function another(url: string, name: string): Promise<Person> {
  const one = person(undefined, {CHAT_TUI_SERVER: url});
  const args = ['login', '--user', name, '--store', 'file', '--password-stdin'];
  expect(await one.call(args, {stdin: passwordOf(name)})).toMatchObject({code: 0});
  return one;
}

const done = async (who: Person, ...args: string[]): Promise<string> => {
  const ran = await who.call(args);
  expect([args.join(' '), ran.code, ran.stderr]).toEqual([args.join(' '), 0, expect.any(String)]);
  return ran.stdout;
};

const sevenWords = async (screen: TerminalProcess): Promise<string> =>
  /the same\? ((?:[a-z]+ ){7})/.exec(await screen.waitFor(/the same\? (?:[a-z]+ ){7}/))?.[1] ?? '';

/** What stands in the box, without its frame. */
const boxed = async (screen: TerminalProcess, title: string): Promise<string[]> => {
  const shown = await screen.waitFor(seen => seen.includes(title) && /(?:\d{5} ?){6}[^]*(?:\d{5} ?){6}/.test(seen));
  return shown.match(/(?:\d{5} ?){6}/g)?.map(row => row.trim()) ?? [];
};

/** The box with this title is gone: a key after Escape is one of its own. */
const close = async (screen: TerminalProcess, title: string): Promise<void> => {
  screen.press(KEY.escape);
  await screen.waitFor(seen => !seen.includes(title));
};

test('two people with two devices each talk, and the server reads nothing', async () => {
  const host = person();
  const server = await serve(host);
  const [ann, bob] = [await account(server, 'ann'), await account(server, 'bob')];
  const [annSees, bobSees] = [await openScreenOf(ann, SIZE), await openScreenOf(bob, SIZE)];

  // From the first word, and both places say so; a public room says that it is not.
  await annSees.waitFor(/#lobby not encrypted/);
  await write(annSees, '/msg @bob the kumquat is ripe');
  await annSees.waitFor(/✓ the kumquat is ripe/);
  await annSees.waitFor(/@bob encrypted[^]*^@bob encrypted >/m);
  await bobSees.waitFor(/@ann +1/);
  await write(bobSees, '/msg @ann a mangosteen for it');
  await bobSees.waitFor(/ann │ the kumquat is ripe/);
  await annSees.waitFor(/bob │ a mangosteen for it/);

  // A file with its name, from a shell beside the screen; search.
  const path = join(bob.home, 'quince.txt');
  writeFileSync(path, 'a rambutan in a file\n');
  await done(bob, 'send', '@ann', '--file', path);
  await annSees.waitFor(/quince\.txt/);
  const taken = (await done(ann, 'get', '@bob', 'quince.txt', '--out', temporaryFolder())).trim();
  expect(readFileSync(taken, 'utf8')).toBe('a rambutan in a file\n');
  annSees.press(KEY.ctrl('f'));
  await annSees.waitFor('Search');
  annSees.press('kumq*');
  await annSees.waitFor(/kumq\*/);
  annSees.press(KEY.enter);
  await annSees.waitFor(/@bob [^]*the kumquat is ripe[^]*Search|Search[^]*@bob [^]*the kumquat is ripe/);
  await close(annSees, 'Search');

  // A second device each: one is approved by words on both, one by the phrase.
  const laptop = await another(server.url, 'bob');
  const laptopSees = await openScreenOf(laptop, SIZE);
  await laptopSees.waitFor(/cannot read encrypted conversations yet/);
  await write(laptopSees, '/keys ask');
  await bobSees.waitFor(/asks to be approved/);
  await write(bobSees, '/keys approve');
  expect(await sevenWords(laptopSees)).toBe(await sevenWords(bobSees));
  await write(laptopSees, '/keys yes');
  await write(bobSees, '/keys yes');
  await bobSees.waitFor(/is approved, and has the keys/);
  await write(laptopSees, '/msg @ann from the laptop: durian');
  await laptopSees.waitFor(/ann │ the kumquat is ripe[^]*✓ from the laptop: durian/);
  await annSees.waitFor(/bob │ from the laptop: durian/);
  const paper = await done(ann, 'recovery', 'show');
  const desk = await another(server.url, 'ann');
  const restored = await desk.call(['recovery', 'restore', '--keep-others', '--phrase-stdin'], {stdin: paper});
  expect(restored).toMatchObject({code: 0, stdout: expect.stringContaining('1 encrypted conversation')});
  await done(desk, 'send', '@bob', 'from the desk: salak');
  expect(await done(desk, 'search', 'mangosteen')).toContain('a mangosteen for it');
  await bobSees.waitFor(/ann │ from the desk: salak/);

  // Revoked, it reads nothing of what is said from then on.
  await write(bobSees, '/keys');
  const other = /│ +(\d) {2}\S+ +│/.exec(await bobSees.waitFor(/\(this one\)/))?.[1] ?? '';
  await close(bobSees, 'Devices with keys');
  await write(bobSees, `/keys revoke ${other}`);
  await bobSees.waitFor(/cannot read what is said from now on/);
  await write(annSees, 'after the loss: persimmon');
  await bobSees.waitFor(/ann │ after the loss: persimmon/);
  const held = await laptop.call(['tail', '@ann', '-n', '1']);
  expect(held.stdout).toMatch(/@ann: no key for this yet/);
  expect(laptopSees.screen()).not.toContain('persimmon');

  // Compared, and then others: nothing is sent before they are compared again.
  await write(annSees, '/verify @bob');
  await write(bobSees, '/verify @ann');
  const numbers = await boxed(annSees, 'Keys of you and @bob');
  expect(numbers).toHaveLength(2);
  expect(await boxed(bobSees, 'Keys of you and @ann')).toEqual(numbers);
  await close(annSees, 'Keys of you');
  await write(annSees, '/verify @bob yes');
  await annSees.waitFor(/@bob encrypted ✔/);
  const thief = await another(server.url, 'bob');
  const anew = ['recovery', 'restart', '--sentence', 'what was said before is lost', '--password-stdin'];
  expect(await thief.call(anew, {stdin: passwordOf('bob')})).toMatchObject({code: 0});
  await annSees.waitFor(/@bob’s keys changed, and you had compared them/);
  await annSees.waitFor(/^@bob stopped >/m);
  await write(annSees, 'for the real one: tamarillo');
  await annSees.waitFor(/✗[^]*keys/);
  expect(await done(thief, 'tail', '@ann', '-n', '20')).not.toContain('tamarillo');
  await write(annSees, '/verify @bob');
  await boxed(annSees, 'Keys of you and @bob');
  expect(annSees.screen()).toContain('These are not the keys that you had compared.');

  for (const screen of [annSees, bobSees, laptopSees]) screen.kill();
  await server.stop();
  const disk = bytesIn(join(host.home, 'server'));
  expect(disk.includes('ann')).toBe(true);
  expect(SECRETS.filter(secret => disk.includes(secret))).toEqual([]);
});
