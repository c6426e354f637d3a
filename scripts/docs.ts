/** `npm run docs`: writes the generated documentation; a test compares it. */
import {writeFileSync} from 'node:fs';
import {GENERATED} from './docs/generated.ts';

for (const [path, render] of Object.entries(GENERATED)) writeFileSync(new URL(`../${path}`, import.meta.url), render());
