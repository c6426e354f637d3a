/** Applies the patches of libraries while bundling; the build fails when one of them no longer fits its library. */
import {readFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import type {Plugin} from 'esbuild';
import type {Embedding, Patch, Wrapper} from './patch.ts';
import {DRAWING} from './patches/drawing.ts';
import {IMAGES} from './patches/images.ts';
import {OPERATORS} from './patches/operators.ts';
import {TEXT} from './patches/text.ts';

export const PATCHES: readonly Patch[] = [...DRAWING, ...TEXT, ...IMAGES, ...OPERATORS];

const pathOf = ({module}: Patch) => resolve('node_modules', module);
const packageOf = (module: string) => /^(?:@[^/]+\/)?[^/]+/.exec(module)![0];
const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/** @param without the names of patches to leave out, to measure what they buy */
export function patched(without: readonly string[] = []): Plugin {
  return {
    name: 'patched',
    setup(bundle) {
      const patches = PATCHES.filter(({name}) => !without.includes(name));
      const problems = pinProblems(patches);
      const applied = new Set<Patch>();
      for (const path of new Set(patches.map(patch => pathOf(patch)))) {
        const here = patches.filter(patch => pathOf(patch) === path);
        const wrapper = here.find(patch => patch.kind === 'wrapper');
        bundle.onLoad({filter: new RegExp(`^${escaped(path)}$`)}, ({suffix}) => {
          if (wrapper !== undefined && suffix === '') {
            applied.add(wrapper);
            return {contents: wrapping(wrapper, path), resolveDir: dirname(path)};
          }
          let contents = readFileSync(path, 'utf8');
          for (const patch of here) {
            applied.add(patch);
            const changed = applyPatch(patch, contents);
            if (typeof changed === 'string') contents = changed;
            else problems.push(changed);
          }
          return {contents, resolveDir: dirname(path)};
        });
      }
      bundle.onEnd(() => {
        const unused = patches
          .filter(patch => !applied.has(patch))
          .map(({name, module}) => ({text: `${name}: ${module} is not in the bundle.`}));
        return {errors: [...problems, ...unused]};
      });
    },
  };
}

interface Problem {
  text: string;
}

/** A patch is written for one version of its library and of what its wrapper takes, so only those may be installed. */
export function pinProblems(patches: readonly Patch[]): Problem[] {
  const versionOf = (file: string) =>
    JSON.parse(readFileSync(file, 'utf8')) as {version: string; devDependencies: Record<string, string>};
  const {devDependencies} = versionOf('package.json');
  const modules = patches.flatMap(patch =>
    patch.kind === 'wrapper' && patch.also !== undefined ? [patch.module, patch.also.from] : [patch.module],
  );
  return [...new Set(modules.map(packageOf))].flatMap(name => {
    const {version} = versionOf(join('node_modules', name, 'package.json'));
    return devDependencies[name] === version
      ? []
      : [
          {
            text: `${name} ${version} is patched: pin it in package.json, which says ${devDependencies[name] ?? 'nothing'}.`,
          },
        ];
  });
}

/** The original is the same file under a name of its own. */
const wrapping = ({from, wrapper, also, isLazy}: Wrapper, path: string): string => {
  const original = JSON.stringify(`${path}?original`);
  const taken =
    isLazy === true
      ? `const original = (...args) => require(${original}).default(...args);`
      : `import original from ${original}; export * from ${original};`;
  return `
  ${taken}
  import {${wrapper}} from ${JSON.stringify(resolve(from))};
  ${also === undefined ? '' : `import {${also.name}} from ${JSON.stringify(also.from)};`}
  export default ${wrapper}(original${also === undefined ? '' : `, ${also.name}`});`;
};

export function applyPatch(patch: Patch, code: string): string | Problem {
  if (patch.kind === 'wrapper') return code;
  if (patch.kind === 'replacement') return patch.code();
  return embed(patch, code);
}

function embed({name, module, file}: Embedding, code: string): string | Problem {
  const reading = `fs.readFileSync(path.join(__dirname, '${file}'))`;
  const places = code.split(reading).length - 1;
  if (places !== 1) return {text: `${name}: ${module} reads ${file} in ${places} places, not in one.`};
  const bytes = readFileSync(join('node_modules', dirname(module), file), 'base64');
  return code.replace(reading, `Buffer.from(${JSON.stringify(bytes)}, 'base64')`);
}
