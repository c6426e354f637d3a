/** Spelling while one writes: by a program of this machine that is told words, underlined, bounded, off where there is none. */
import {afterEach, expect, test} from '@jest/globals';
import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {openSpeller, type Speller} from '../../src/cli/desktop/spelling.ts';
import {dictionary} from '../../src/cli/settings/values.ts';
import {emptyEditor} from '../../src/tui/writing/editor/editorState.ts';
import {wordsIn} from '../../src/tui/writing/spelling.ts';
import {cleanUp, onCleanUp, temporaryFolder} from '../support/program.ts';
import {pilot, type Pilot} from '../support/pilot.ts';
import {stage} from '../support/stage.ts';

afterEach(cleanUp);

/** Knows two words that are wrong, and notes what it is told. */
const FAKE = `#!/bin/sh
printf '%s\\n' "$@" >"$0.args"; env >"$0.env"
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
  const env = {PATH: `${folder}:/usr/bin:/bin`, CHAT_TUI_TOKEN: 'ct_secret'};
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
  ['says too much', '#!/bin/sh\nexec yes "& teh 1 1: the"\n', /says too much/],
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
