/** The generated documentation says what the program does today. */
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {BY_HAND, GENERATED} from '../scripts/docs/generated.ts';
import {WIDTH, wrapped} from '../scripts/docs/wrap.ts';

test.each(Object.entries(GENERATED))('%s is what `npm run docs` writes', (path, render) => {
  expect(readFileSync(path, 'utf8')).toBe(render());
});

/** Where what prose names without its whole path lies. */
const FOLDERS = [
  '',
  'src/',
  'src/shared/',
  'src/client/',
  'src/server/',
  'src/tui/',
  'src/cli/',
  '__tests__/',
  'docs/',
];
/** What the reader of the walkthrough writes. */
const NOT_OURS = /\bshrug\b/;

test.each(['CONTRIBUTING.md', 'ARCHITECTURE.md', 'SECURITY.md', 'docs/walkthrough.md'])(
  'what %s names is there',
  path => {
    const named = [...readFileSync(path, 'utf8').matchAll(/`([\w.-]+\/[\w./-]+\w)(?:\*?)`/g)].map(
      found => found[1] ?? '',
    );
    expect(named.length).toBeGreaterThan(2);
    const isThere = (name: string) =>
      ['', '.test.ts'].some(end => FOLDERS.some(folder => existsSync(folder + name + end)));
    expect(named.filter(name => !NOT_OURS.test(name) && !isThere(name.replace(/(?:NAME|m?NNNN)\..*/, '')))).toEqual([]);
  },
);

test('what the code of the walkthrough imports is there', () => {
  const files = readFileSync('docs/walkthrough.md', 'utf8').matchAll(/`([\w/.]+)\/[\w.]+\.ts`[^`]*```ts\n([^]*?)```/g);
  const imported = [...files].flatMap(([, folder = '', code = '']) =>
    [...code.matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => join(folder, path)),
  );
  expect(imported.length).toBeGreaterThan(5);
  expect(imported.filter(path => !NOT_OURS.test(path) && !existsSync(path))).toEqual([]);
});

test('documents are wrapped; `npm run docs` does it', () => {
  expect(BY_HAND.length).toBeGreaterThan(20);
  expect(BY_HAND.filter(path => wrapped(readFileSync(path, 'utf8')) !== readFileSync(path, 'utf8'))).toEqual([]);
});

test('a line is broken where that changes nothing of what it says', () => {
  const word = 'word '.repeat(30).trim();
  expect(wrapped(`- ${word} - 1. last`)).toBe(
    `- ${'word '.repeat(25).trim()}\n  ${'word '.repeat(5).trim()} - 1. last`,
  );
  for (const whole of [`| ${word} |`, `# ${word}`, '```\n' + word + '\n```', 'x'.repeat(WIDTH + 1)])
    expect(wrapped(whole)).toBe(whole);
  expect(wrapped(`${'x'.repeat(WIDTH - 3)} - item`)).toBe(`${'x'.repeat(WIDTH - 3)} -\nitem`);
});

test('the manual page renders without a warning, and says what each verb is for', () => {
  const args = ['-ww', '-man', '-Tutf8', '-P-cbou', 'docs/chat-tui.1'];
  const {stderr, stdout, error} = spawnSync('groff', args, {encoding: 'utf8'});
  if (error !== undefined) return console.warn('Not tested: groff is not installed (apt-get install groff-base).');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^ +send target \[text\.\.\.\]\n +Send a message or files;/m);
});
