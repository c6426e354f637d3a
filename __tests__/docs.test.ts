/** The generated documentation says what the program does today. */
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {GENERATED} from '../scripts/docs/generated.ts';

test.each(Object.entries(GENERATED))('%s is what `npm run docs` writes', (path, render) => {
  expect(readFileSync(path, 'utf8')).toBe(render());
});

test('the manual page renders without a warning, and says what each verb is for', () => {
  const args = ['-ww', '-man', '-Tutf8', '-P-cbou', 'docs/chat-tui.1'];
  const {stderr, stdout, error} = spawnSync('groff', args, {encoding: 'utf8'});
  if (error !== undefined) return console.warn('Not tested: groff is not installed (apt-get install groff-base).');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^ +send target \[text\.\.\.\]\n +Send a message or files;/m);
});
