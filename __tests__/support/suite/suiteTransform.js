/**
 * A file of tests as a function that defines them, for `scripts/groups.ts`: what it says outside of `describe` and `test` then
 * holds for its own tests and no others. Plain JavaScript, because jest loads it itself.
 */
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import swcJest from '@swc/jest';

const OWN_SOURCE = readFileSync(fileURLToPath(import.meta.url), 'utf8');

/** Comments and imports, which stand first in every file. */
const HEAD = /^(?:\s|\/\/.*|\/\*[^]*?\*\/|import\s(?:[^'"]*?\sfrom\s)?'[^']+';)*/;

const asFunction = source => source.replace(HEAD, '$&export default function suite() {') + '\n}\n';

export default {
  createTransformer(options) {
    const swc = swcJest.createTransformer(options);
    return {
      ...swc,
      process: (source, ...rest) => swc.process(asFunction(source), ...rest),
      getCacheKey: (source, ...rest) => swc.getCacheKey(OWN_SOURCE + source, ...rest),
    };
  },
};
