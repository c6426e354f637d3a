/** Bundles `src` into `dist`: one entry, split so that the client's start does not load the server's half. */
import {rmSync} from 'node:fs';
import {build} from 'esbuild';

rmSync('dist', {recursive: true, force: true});
await build({
  entryPoints: {main: 'src/cli/main.ts'},
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  minify: true,
  keepNames: false,
  sourcemap: false,
  legalComments: 'linked',
  jsx: 'automatic',
  define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
  // Native parts stay packages of their own; the developer tools of Ink are never loaded.
  external: ['@node-rs/argon2', 'keytar', 'react-devtools-core'],
  // Bundled CommonJS packages ask for Node's own modules by `require`.
  banner: {
    js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
  },
});
