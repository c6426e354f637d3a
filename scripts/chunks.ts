/**
 * Combines small modules that many parts share into two chunks, so that a start reads few files. By itself the bundler makes a
 * chunk for each set of parts that share something: 130 on the way to the first frame, each of which Node has to find.
 */
import {readFile} from 'node:fs/promises';
import {dirname, extname, relative, resolve} from 'node:path';
import {build, type BuildOptions, type Loader, type Metafile, type Plugin} from 'esbuild';
import {isBuiltin} from './builtins.ts';

/** Paths of modules, as the bundler names them. */
type Modules = ReadonlySet<string>;

interface Chunks {
  /** Modules that are loaded only when they are asked for. */
  lazy: Modules;
  /** What every call needs. */
  base: Modules;
  /** Further modules that the full screen needs before its first frame, and others need as well. */
  shared: Modules;
}

const MAIN = 'src/cli/main.ts';
const ON_THE_WAY_TO_THE_SCREEN = ['src/cli/verbs/screen.ts', 'src/cli/screening/runScreen.ts', 'src/client/client.ts'];

/** Takes the screen's place: what only the two of them need is nothing for every other verb to load. */
const PLAIN = 'src/cli/plain/runPlain.ts';

/** Bundles twice: the first time to see what stands on what. */
export async function sharedChunks(options: BuildOptions): Promise<Plugin> {
  const {metafile} = await build({...options, minify: false, metafile: true, write: false});
  return naming(chunksIn(metafile));
}

function chunksIn({inputs}: Metafile): Chunks {
  const imported = (path: string, isLazy: boolean) =>
    (inputs[path]?.imports ?? [])
      .filter(({kind, external}) => (kind === 'dynamic-import') === isLazy && external !== true)
      .map(one => one.path)
      .filter(one => !isBuiltin(one));
  const standsOn = (from: readonly string[]): Set<string> => {
    const found = new Set(from);
    for (const path of found) for (const below of imported(path, false)) found.add(below);
    return found;
  };
  const lazy = new Set(Object.keys(inputs).flatMap(path => imported(path, true)));
  const base = standsOn([MAIN]);
  base.delete(MAIN);
  const usersOf = new Map<string, number>();
  for (const one of lazy)
    if (one !== PLAIN) for (const path of standsOn([one])) usersOf.set(path, (usersOf.get(path) ?? 0) + 1);
  const shared = new Set(
    [...standsOn(ON_THE_WAY_TO_THE_SCREEN)].filter(
      path => !base.has(path) && !lazy.has(path) && (usersOf.get(path) ?? 0) > 1,
    ),
  );
  return {lazy, base, shared};
}

/** Each dynamically loaded part imports all of these modules, so that the bundler sees them used by the same set of parts. */
function naming({lazy, base, shared}: Chunks): Plugin {
  const isPart = (path: string) => lazy.has(path) && !base.has(path) && !shared.has(path);
  const namesOf = (path: string) => (path === MAIN ? [...base] : [...base, ...shared]);
  return {
    name: 'sharedChunks',
    setup(bundle) {
      bundle.onLoad({filter: /[/\\]src[/\\].*\.tsx?$/}, async ({path}) => {
        const name = relative(process.cwd(), path).replaceAll('\\', '/');
        if (!isPart(name)) return undefined;
        const imports = namesOf(name).map(one => `import ${JSON.stringify(resolve(one))};`);
        const loader = extname(path).slice(1) as Loader;
        return {contents: [await readFile(path, 'utf8'), ...imports].join('\n'), loader, resolveDir: dirname(path)};
      });
    },
  };
}
