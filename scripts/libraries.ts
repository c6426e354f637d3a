/**
 * The libraries as the program contains them, for tests: one file each instead of hundreds, Ink with our wrappers, React as in
 * production or not.
 */
import {mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {build, stop} from 'esbuild';
import {patched} from './patches.ts';

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

/** @returns where each of them lies, as jest's `moduleNameMapper` wants it */
export async function bundleLibraries(mode: 'production' | 'development'): Promise<Record<string, string>> {
  const folder = join(CACHE, mode);
  const entryOf = (name: string) => join(folder, 'entries', `${name}.mjs`);
  for (const name of NAMES) {
    const found = Object.keys((await import(name)) as object).filter(one => /^[\w$]+$/.test(one) && !UNUSED.has(one));
    write(entryOf(name), `export {${found.join(', ')}} from '${name}';\n`);
  }
  const {outputFiles} = await build({
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
    plugins: [patched()],
    external: ['react-devtools-core'],
    define: {'process.env.NODE_ENV': JSON.stringify(mode), 'process.env.DEV': '"false"'},
    banner: {
      js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  for (const {path, contents} of outputFiles) write(path, contents);
  await stop();
  return Object.fromEntries(
    NAMES.map(name => [`^${name.replaceAll(/[./]/g, '\\$&')}$`, `<rootDir>/${folder}/libraries/${name}.mjs`]),
  );
}

/** Tests that run meanwhile find either what was there or what is there now, also when two runs begin at once. */
function write(path: string, contents: string | Uint8Array): void {
  mkdirSync(dirname(path), {recursive: true});
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
