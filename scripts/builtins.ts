/**
 * Takes Node's own modules from `process.getBuiltinModule` where code imports them. An `import` reads every export of such a
 * module, and some exports are expensive getters: `node:crypto` creates Web Crypto, `node:fs` loads its streams, `node:util` a
 * text diff.
 */
import {builtinModules} from 'node:module';
import type {Plugin} from 'esbuild';

const NAME = new RegExp(`^(?:node:)?(?:${builtinModules.filter(name => !name.startsWith('_')).join('|')})$`);
const IDENTIFIER = /^[a-zA-Z_$][\w$]*$/;
const NAMESPACE = 'builtins';

/** By the path that the bundler gives it. */
export const isBuiltin = (path: string): boolean => path.startsWith(`${NAMESPACE}:`);

/** Called as pure, the bundler leaves out what is not used. */
const lineOf = (name: string): string => `export const ${name} = /* @__PURE__ */ (() => all.${name})();`;

/** A separate module for each importer: a shared one would be loaded before the first that needs it. */
export const builtins: Plugin = {
  name: 'builtins',
  setup(bundle) {
    bundle.onResolve({filter: NAME}, ({path, kind, importer}) =>
      kind === 'import-statement'
        ? {path: path.startsWith('node:') ? path : `node:${path}`, namespace: NAMESPACE, suffix: `?${importer}`}
        : undefined,
    );
    bundle.onLoad({filter: /^/, namespace: NAMESPACE}, async ({path}) => {
      const exported = Object.keys((await import(path)) as object);
      const names = exported.filter(name => name !== 'default' && IDENTIFIER.test(name));
      const all = `const all = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`;
      return {contents: [all, 'export default all;', ...names.map(lineOf)].join('\n')};
    });
  },
};
