/** The generated documentation says what the program does today. */
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {GENERATED} from '../scripts/docs/generated.ts';

test.each(Object.entries(GENERATED))('%s is what `npm run docs` writes', (path, render) => {
  expect(readFileSync(path, 'utf8')).toBe(render());
});

const hasGroff = spawnSync('groff', ['--version']).status === 0;
if (!hasGroff) process.stderr.write('The manual page is not rendered here. Install: apt-get install groff-base\n');

(hasGroff ? test : test.skip)('the manual page renders without a warning, and says what each verb is for', () => {
  const {stderr, stdout} = spawnSync('groff', ['-ww', '-man', '-Tutf8', '-P-cbou', 'docs/chat-tui.1'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^ +send target \[text\.\.\.\]\n +Send a message or files;/m);
});
