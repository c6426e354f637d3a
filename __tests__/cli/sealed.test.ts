/**
 * Shell verbs in encrypted conversations: they say, print, find, fetch and export as in any other, and the server has none of
 * it.
 */
import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, expect, test} from '@jest/globals';
import {account, cleanUp, jsonLinesOf, person, serve} from '../support/program.ts';

afterAll(cleanUp);

const bytesIn = (dir: string): string =>
  readdirSync(dir, {recursive: true, encoding: 'utf8'})
    .map(name => join(dir, name))
    .filter(path => statSync(path).isFile())
    .map(path => readFileSync(path, 'latin1'))
    .join('');
test('send, tail, edit, delete, search, pin, get and export work as everywhere', async () => {
  const host = person();
  const server = await serve(host);
  const [ann, bob] = [await account(server, 'ann'), await account(server, 'bob')];
  const done = async (who: typeof ann, args: string[], stdin?: string) => {
    const ran = await who.call(args, {...(stdin !== undefined && {stdin})});
    expect([args.join(' '), ran.code, ran.stderr]).toEqual([args.join(' '), 0, expect.any(String)]);
    return ran.stdout;
  };
  // Both have keys once they have used it.
  for (const one of [ann, bob]) await done(one, ['recovery', 'show']);
  const file = join(ann.home, 'quince.txt');
  writeFileSync(file, 'a rambutan in a file\n');
  await done(ann, ['send', '@bob', 'the kumquat is ripe, see https://example.org/']);
  await done(bob, ['send', '@ann'], 'a mangosteen\nof two lines\n');
  await done(ann, ['send', '@bob', 'this one is changed']);
  await done(ann, ['edit', '@bob', '1', 'now it says lychee']);
  await done(ann, ['send', '@bob', 'a durian that goes']);
  const [durian] = jsonLinesOf(await done(ann, ['tail', '@bob', '-n', '1', '--json']));
  await done(ann, ['delete', `@bob/${String(durian?.['seq'])}`]);
  await done(ann, ['send', '@bob', '--file', file]);

  const tail = await done(bob, ['tail', '@ann', '-n', '50']);
  for (const word of ['kumquat', 'mangosteen', 'lychee', 'quince.txt']) expect(tail).toContain(word);
  expect(tail).not.toContain('durian');
  const found = async (who: typeof ann, typed: string) => jsonLinesOf(await done(who, ['search', typed, '--json']));
  expect(await found(bob, 'kumq* has:link in:@ann')).toMatchObject([{kind: 'message', sender: 'ann'}]);
  expect(await found(bob, '"of two lines" from:me')).toHaveLength(1);
  expect(await found(ann, 'lychee')).toHaveLength(1);
  expect(await found(ann, 'quince has:file')).toMatchObject([{kind: 'file'}]);
  expect(await found(ann, 'durian')).toEqual([]);
  await done(bob, ['pin', '@ann', '2']);

  const place = join(bob.home, 'taken');
  mkdirSync(place);
  const path = (await done(bob, ['get', '@ann', 'quince.txt', '--out', place])).trim();
  expect(readFileSync(path, 'utf8')).toBe('a rambutan in a file\n');
  expect(await done(bob, ['files', '@ann'])).toMatch(/quince\.txt +21 B +@ann/);
  // A room with a name, its topic and its description.
  await done(ann, ['create', '#grove', '--private', '--topic', 'Tamarind']);
  await done(ann, ['invite', '#grove', '@bob']);
  await done(bob, ['join', '#grove']);
  expect(await done(bob, ['topic', '#grove'])).toBe('\n');
  await done(bob, ['topic', '#grove', 'Tamarillo', 'trees']);
  await done(ann, ['describe', '#grove', 'All', 'of', 'cherimoya']);
  for (const one of [ann, bob]) {
    expect(await done(one, ['topic', '#grove'])).toBe('Tamarillo trees\n');
    expect(await done(one, ['describe', '#grove'])).toBe('All of cherimoya\n');
  }
  const listed = jsonLinesOf(await done(bob, ['topic', '#grove', '--json']));
  expect(listed).toMatchObject([{room: '#grove', topic: 'Tamarillo trees'}]);
  await done(ann, ['archive', '#grove', 'over']);

  const mine = jsonLinesOf(await done(bob, ['export', '@ann']));
  expect(mine.map(({seq}) => seq)).toEqual(mine.map((_line, at) => Number(mine[0]?.['seq']) + at));
  const texts = mine.map(({text}) => text);
  expect(texts).toContain('now it says lychee');
  expect(texts).not.toContain('a durian that goes');
  expect(texts).not.toContain('this one is changed');
  expect(mine.some(({became}) => (became as {pinnedBy?: string} | undefined)?.pinnedBy === 'bob')).toBe(true);
  expect(jsonLinesOf(await done(bob, ['export'])).length).toBeGreaterThan(mine.length);

  const disk = bytesIn(join(host.home, 'server'));
  expect(disk).toContain('ann');
  const words = ['kumquat', 'mangosteen', 'lychee', 'rambutan', 'quince', 'Tamarind', 'Tamarillo', 'cherimoya'];
  expect(words.filter(word => disk.includes(word))).toEqual([]);
});

test('a passphrase for the keys is set, changed and taken away in the shell, and nothing opens without it', async () => {
  const server = await serve(person());
  const [ann, bob] = [await account(server, 'ann'), await account(server, 'bob')];
  await ann.call(['send', '@bob', 'the loquat is ripe']);
  const tail = async (file?: string) => {
    const env: Record<string, string> = file === undefined ? {} : {CHAT_TUI_KEY_PASSPHRASE_FILE: file};
    return bob.call(['tail', '@ann'], {env});
  };
  const change = (stdin: string, ...more: string[]) =>
    bob.call(['recovery', 'passphrase', '--passphrase-stdin', ...more], {stdin});
  const fileOf = (words: string) => {
    const path = join(bob.home, words.replaceAll(' ', '-'));
    writeFileSync(path, `${words}\n`, {mode: 0o600});
    return path;
  };
  const short = 'A passphrase has at least 8 characters.\n';
  for (const stdin of ['', 'pear\n']) expect(await change(stdin)).toEqual({code: 4, stdout: '', stderr: short});
  expect(await change('correct horse\n')).toMatchObject({code: 0, stdout: expect.stringContaining('next start')});
  const shut = await tail();
  expect(shut.stdout).not.toContain('loquat');
  expect(shut.stderr).toContain('CHAT_TUI_KEY_PASSPHRASE_FILE');
  expect((await tail(fileOf('correct horse'))).stdout).toContain('the loquat is ripe');
  expect((await change('wrong horse\nbattery staple\n')).code).not.toBe(0);
  expect(await change('correct horse\nbattery staple\n')).toMatchObject({code: 0});
  expect((await tail(fileOf('battery staple'))).stdout).toContain('the loquat is ripe');
  expect(await change('battery staple\n', '--remove')).toMatchObject({code: 0});
  expect((await tail()).stdout).toContain('the loquat is ripe');
});
