/** The generated documentation says what the program does today. */
import {readFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {GENERATED} from '../scripts/docs/generated.ts';

test.each(Object.entries(GENERATED))('%s is what `npm run docs` writes', (path, render) => {
  expect(readFileSync(path, 'utf8')).toBe(render());
});
