/**
 * The libraries as the program contains them, for tests: one file each instead of hundreds, Ink with this project's wrappers,
 * React as in production or in development.
 */
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {patched} from './patches.ts';
import {IMAGES} from './patches/images.ts';

const CACHE = 'node_modules/.cache/chat-tui';
const NAMES: readonly string[] = [
  '@alcalzone/ansi-tokenize',
  '@peculiar/asn1-schema',
  '@peculiar/asn1-x509',
  '@tus/server',
  '@xterm/headless',
  '@zxcvbn-ts/language-common',
  'commander',
  'fast-check',
  'gemoji',
  'ink',
  'ink-text-input',
  'lowlight',
  'markdown-it',
  'pino',
  'prom-client',
  'react',
  'react/jsx-runtime',
  'smol-toml',
  'socket.io',
  'socket.io-client',
  'string-width',
  'tar-stream',
  'tus-js-client',
  'unhomoglyph',
  'zod/mini',
];

/** Error messages in forty languages, most of that library. */
const UNUSED = new Set(['locales']);

/** @returns the path of each, for jest's `moduleNameMapper` */
export async function bundleLibraries(mode: 'production' | 'development'): Promise<Record<string, string>> {
  const folder = join(CACHE, mode);
  const mapped = Object.fromEntries(
    NAMES.map(name => [`^${name.replaceAll(/[./]/g, '\\$&')}$`, `<rootDir>/${folder}/libraries/${name}.mjs`]),
  );
  const madeFrom = join(folder, 'madeFrom.json');
  if (isFresh(madeFrom)) return mapped;
  const {build, stop} = await import('esbuild');
  const entryOf = (name: string) => join(folder, 'entries', `${name}.mjs`);
  for (const name of NAMES) {
    const found = Object.keys((await import(name)) as object).filter(one => /^[\w$]+$/.test(one) && !UNUSED.has(one));
    write(entryOf(name), `export {${found.join(', ')}} from '${name}';\n`);
  }
  const {outputFiles, metafile} = await build({
    metafile: true,
    entryPoints: NAMES.map(entryOf),
    outdir: join(folder, 'libraries'),
    outExtension: {'.js': '.mjs'},
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.13',
    legalComments: 'none',
    minify: true,
    write: false,
    // The decoders are not among them.
    plugins: [patched(IMAGES.map(({name}) => name))],
    external: ['react-devtools-core'],
    define: {'process.env.NODE_ENV': JSON.stringify(mode), 'process.env.DEV': '"false"'},
    banner: {
      js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  for (const {path, contents} of outputFiles) write(path, contents);
  await stop();
  // A file that stood there twice is one with and without what wraps it.
  const inputs = new Set([...Object.keys(metafile.inputs).map(path => path.replace(/\?.*$/, '')), ...makers()]);
  write(madeFrom, JSON.stringify(Object.fromEntries([...inputs].map(path => [path, stateOf(path)]))));
  return mapped;
}

/** What says how they are made. */
const makers = () => [
  'package.json',
  'scripts/libraries.ts',
  'scripts/patch.ts',
  'scripts/patches.ts',
  ...readdirSync('scripts/patches').map(name => join('scripts/patches', name)),
];

/** Detects changes of a file: modification time in milliseconds, and size. */
function stateOf(path: string): string {
  const found = statSync(path, {throwIfNoEntry: false});
  return found === undefined ? '' : `${found.mtimeMs} ${found.size}`;
}

/** Whether they are up to date: making them takes longer than many tests. */
function isFresh(madeFrom: string): boolean {
  if (!existsSync(madeFrom)) return false;
  const states = JSON.parse(readFileSync(madeFrom, 'utf8')) as Record<string, string>;
  return (
    makers().every(path => path in states) && Object.entries(states).every(([path, state]) => stateOf(path) === state)
  );
}

/** Atomic: concurrent tests find either the old or the new file, also when two runs begin at once. */
function write(path: string, contents: string | Uint8Array): void {
  mkdirSync(dirname(path), {recursive: true});
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
