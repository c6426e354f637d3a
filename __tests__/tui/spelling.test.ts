/** Spelling while one writes: by a program of this machine that is told words, underlined, bounded, off where there is none. */
import {afterEach, expect, test} from '@jest/globals';
import {chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {openSpeller, type Speller} from '../../src/cli/desktop/spelling.ts';
import {dictionary} from '../../src/cli/settings/values.ts';
import {emptyEditor} from '../../src/tui/writing/editor/editorState.ts';
import {wordsIn} from '../../src/tui/writing/spelling.ts';
import {cleanUp, onCleanUp, temporaryFolder} from '../support/program.ts';
import {pilot, type Pilot} from '../support/screen/pilot.ts';
import {stage} from '../support/screen/stage.ts';

afterEach(cleanUp);

/** Knows two words that are wrong, and notes what it is told. */
const FAKE = `#!/bin/sh
printf '%s\\n' "$@" >"$0.args"; /usr/bin/env >"$0.env"
echo '@(#) International Ispell Version 3.1.20 (but really a test)'
while IFS= read -r line; do
  printf '%s\\n' "$line" >>"$0.heard"
  case "$line" in ^teh) echo '& teh 1 1: the' ;; ^wrogn) echo '# wrogn 1' ;; *) echo '*' ;; esac
  echo
done
`;

function program(name: string, script: string) {
  const folder = temporaryFolder();
  const file = join(folder, name);
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  const told: string[] = [];
  // A real one beside it is not found.
  const env = {PATH: folder, CHAT_TUI_TOKEN: 'ct_secret'};
  const speller = openSpeller(env, undefined, sentence => told.push(sentence));
  onCleanUp(() => speller?.close());
  return {file, env, told, speller: speller as Speller};
}

const underlined = (one: Pilot): string =>
  Array.from({length: 80}, (_, x) => one.cell(x, 23))
    .map(({text, isUnderlined}) => (isUnderlined ? text : ' '))
    .join('')
    .trim()
    .replaceAll(/ +/g, ' ');

test('words that no dictionary has are underlined, not while they are typed, and nothing but words is told', async () => {
  const {file, speller} = program('aspell', FAKE);
  const one = await pilot(stage().client, {columns: 80, rows: 24, checkWords: speller.check});
  await one.press(...Array.from('teh'));
  expect(underlined(one)).toBe('');
  await one.press(...Array.from(' cat, wrogn; @teh #teh a/teh teh2 `teh` TEH'));
  await one.until(() => underlined(one) === 'teh wrogn');
  expect(one.screen().at(-1)).toBe('#lobby > teh cat, wrogn; @teh #teh a/teh teh2 `teh` TEH');
  await one.press('\u0015', ...Array.from('/topic teh teh '));
  expect(underlined(one)).toBe('');
  expect(readFileSync(`${file}.args`, 'utf8')).toBe('-a\n--encoding=utf-8\n');
  expect(readFileSync(`${file}.env`, 'utf8')).not.toContain('ct_secret');
  expect(readFileSync(`${file}.heard`, 'utf8')).toMatch(/^(?:\^[a-z]+\n)+$/);
});

test.each(['aspell', 'hunspell'])('%s itself, where it is installed, tells which words it has not', async name => {
  const path = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].map(folder => join(folder, name)).find(existsSync);
  if (path === undefined) return console.warn(`Not tested: ${name} is not installed.`);
  // Nothing else is found beside it.
  const folder = temporaryFolder();
  symlinkSync(path, join(folder, name));
  const told: string[] = [];
  const env = {PATH: folder, LANG: 'C.UTF-8', HOME: folder};
  const open = (language: string) => {
    const speller = openSpeller(env, language, sentence => told.push(sentence));
    onCleanUp(() => speller?.close());
    return speller;
  };
  const words = ['teh', 'cat', 'wrogn', "don't", 'receive', 'recieve', 'naïve', 'zzyzzx', 'Straße', '漢字'];
  const wrong = await open('en_US')?.check(words);
  if (told.length > 0) return console.warn(`Not tested: ${name} has no dictionary en_US.`);
  expect(wrong).toEqual(expect.arrayContaining(['teh', 'wrogn', 'recieve', 'zzyzzx']));
  for (const right of ['cat', "don't", 'receive']) expect(wrong).not.toContain(right);
  // A dictionary that there is none of ends it with a sentence.
  expect(await open('xx_XX')?.check(['teh'])).toEqual([]);
  expect(told).toEqual([expect.stringMatching(new RegExp(`^${name} .*/set spelling off$`))]);
  const speller = open('en_US') as Speller;
  const one = await pilot(stage().client, {columns: 80, rows: 24, checkWords: speller.check});
  await one.press(...Array.from('I recieve teh cat wrogn '));
  await one.until(() => underlined(one) === 'recieve teh wrogn');
});

test('a language is the name of a dictionary, and no option, path or command', async () => {
  const {env} = program('hunspell', FAKE);
  const speller = openSpeller(env, 'de_DE', () => {});
  onCleanUp(() => speller?.close());
  expect(await speller?.check(['teh', '!', '*teh', 'a\nb', 'cat', 'wrogn'])).toEqual(['teh', 'wrogn']);
  expect(readFileSync(join(env.PATH.split(':')[0] ?? '', 'hunspell.args'), 'utf8')).toBe('-a\n-i\nutf-8\n-d\nde_DE\n');
  const bad = ['', '-d', '../x', '/etc/passwd', 'de;id', 'de DE', '$(id)', 'x'.repeat(40), 'de_'];
  expect(bad.map(typed => dictionary.parse(typed))).toEqual(bad.map(() => undefined));
  expect(['off', 'on', 'de', 'en_GB', 'pt-BR', 'sr_RS_latin'].every(one => dictionary.parse(one) === one)).toBe(true);
});

test.each([
  ['ends at once', '#!/bin/sh\nexit 1\n', /aspell has ended/],
  ['says too much', '#!/bin/sh\nexec /usr/bin/yes "& teh 1 1: the"\n', /says too much/],
])('a program that %s is told once, and writing goes on', async (_title, script, sentence) => {
  const {told, speller} = program('aspell', script);
  expect(await speller.check(['teh'])).toEqual([]);
  expect(await speller.check(['teh', 'wrogn'])).toEqual([]);
  expect(told).toEqual([expect.stringMatching(sentence)]);
});

test('without such a program nothing is started', () => {
  expect(openSpeller({PATH: temporaryFolder()}, undefined, () => {})).toBeUndefined();
});

test('of a long text, and of what was pasted and folded, nothing is looked up', () => {
  const long = 'teh '.repeat(5_000);
  expect(wordsIn({...emptyEditor, text: long, cursor: 0})).toEqual([]);
  const folded = {...emptyEditor, text: `${long}teh end.`, cursor: 0, chips: [{from: 0, to: long.length}]};
  expect(wordsIn(folded).map(({word}) => word)).toEqual(['teh', 'end']);
});
