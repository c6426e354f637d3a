/**
 * Takes the runtime's own modules by `require` where code says `import`. An `import` reads every export of the module at once, also those that
 * are only made when they are asked for: `node:http` then loads a whole second HTTP client, `node:crypto` the web's cryptography, and so on.
 */
import {builtinModules} from 'node:module';
import type {Plugin} from 'esbuild';

const NAME = new RegExp(`^(?:node:)?(?:${builtinModules.filter(name => !name.startsWith('_')).join('|')})$`);
/** Needed before there is a `require`. */
const IMPORTED = new Set(['node:module', 'module']);

export const builtins: Plugin = {
  name: 'builtins',
  setup(bundle) {
    bundle.onResolve({filter: NAME}, ({path, kind}) =>
      kind === 'import-statement' && !IMPORTED.has(path)
        ? {path: path.startsWith('node:') ? path : `node:${path}`, namespace: 'builtins', sideEffects: false}
        : undefined,
    );
    bundle.onLoad({filter: /^/, namespace: 'builtins'}, ({path}) => ({
      contents:
        path === 'node:process' ? 'module.exports = process' : `module.exports = require(${JSON.stringify(path)})`,
    }));
  },
};
