/** Reference: Ink with a list, bundled and built for production like the screen of this project. */
import {join} from 'node:path';
import {build} from 'esbuild';
import type {ScreenClient} from '../client.ts';
import {ROOT} from '../measuring/processes.ts';
import {rawSocketIo as server} from '../servers/rawSocketIo.ts';

export const bareInk: ScreenClient = {
  name: 'bare Ink',
  kind: 'reference',
  server,
  painted: /bare ink/,
  inRoom: /joined #bench/,
  keys: '',
  toEnd: '',
  async prepare(folder, {port}) {
    await build({
      entryPoints: [join(ROOT, 'bench/references/bareInk.tsx')],
      outdir: folder,
      outExtension: {'.js': '.mjs'},
      // Keeps Ink's developer tools in a file of their own, which is never loaded.
      splitting: true,
      bundle: true,
      format: 'esm',
      platform: 'node',
      minify: true,
      jsx: 'automatic',
      define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
      external: ['react-devtools-core'],
      banner: {
        js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
      },
    });
    return {command: [process.execPath, join(folder, 'bareInk.mjs'), String(port)], env: {}};
  },
};
