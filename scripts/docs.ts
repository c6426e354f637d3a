/** `npm run docs`: writes the generated documents and wraps long lines of the others; a test checks both. */
import {readFileSync, writeFileSync} from 'node:fs';
import {BY_HAND, GENERATED} from './docs/generated.ts';
import {wrapped} from './docs/wrap.ts';

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
for (const [path, render] of Object.entries(GENERATED)) writeFileSync(at(path), render());
for (const path of BY_HAND) {
  const text = readFileSync(at(path), 'utf8');
  if (wrapped(text) !== text) writeFileSync(at(path), wrapped(text));
}
