/**
 * Bundles `src` into `dist` with the licences of what is inside; split, so that the start of a client does not load the server.
 */
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {build, type BuildOptions, type Metafile} from 'esbuild';
import {builtins, isBuiltin} from './builtins.ts';
import {sharedChunks} from './chunks.ts';
import {patched} from './patches.ts';

/** Only for measuring patches (`bench/patches.ts`): another output folder, and names of patches to leave out. */
const OUT = process.env.CHAT_TUI_OUT ?? 'dist';
const without = (process.env.CHAT_TUI_WITHOUT ?? '').split(' ');
const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};

const options: BuildOptions & {metafile: true; write: false} = {
  // Pictures are decoded in a thread of its own, which is a program of its own.
  entryPoints: {main: 'src/cli/launch.ts', pictureWorker: 'src/tui/pictures/pictureWorker.ts'},
  outdir: OUT,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  jsx: 'automatic',
  metafile: true,
  write: false,
  plugins: [patched(without), builtins],
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    CHAT_TUI_VERSION: JSON.stringify(version),
  },
  // Native parts stay packages of their own; the tools for Ink's developers are never asked for.
  external: ['@node-rs/argon2', 'keytar', 'react-devtools-core'],
  // Bundled CommonJS packages ask for Node's own modules by `require`, and some for a package that stays outside.
  banner: {
    js:
      'const require=name=>process.getBuiltinModule(name)??' +
      "process.getBuiltinModule('node:module').createRequire(import.meta.url)(name);",
  },
};
const plugins = [patched(without), builtins, await sharedChunks(options)];
const {outputFiles, metafile} = await build({...options, plugins, logOverride: {'ignored-bare-import': 'silent'}});

/** The entry is written last and old files are removed after it, so that a program started meanwhile finds all its chunks. */
const files = outputFiles.toSorted(
  (one, other) => Number(one.path.endsWith('main.js')) - Number(other.path.endsWith('main.js')),
);
for (const {path, contents} of files) {
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(`${path}.new`, contents);
  renameSync(`${path}.new`, path);
}
writeFileSync(join(OUT, 'THIRD-PARTY-LICENSES.txt'), licencesOf(metafile));
const made = new Set([...files.map(({path}) => path), resolve(OUT, 'THIRD-PARTY-LICENSES.txt')]);
for (const entry of readdirSync(OUT, {recursive: true, withFileTypes: true})) {
  const path = resolve(entry.parentPath, entry.name);
  if (entry.isFile() && !made.has(path)) rmSync(path, {force: true});
}

/** Name, version and licence text of every package that went into the bundle. */
function licencesOf({inputs}: Metafile): string {
  const folders = new Set(
    Object.keys(inputs)
      .filter(path => !isBuiltin(path))
      .flatMap(path => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  const texts = [...folders].toSorted().map(folder => {
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    const file = readdirSync(folder).find(name => /^licen[cs]e/i.test(name));
    const text =
      file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : '';
    return `${String(about.name)} ${String(about.version)} (${String(about.license)})\n\n${text}`;
  });
  return `chat-tui contains these packages:\n\n${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
