/** Puts the code of decoders, which their packages read from files beside them, into the bundle itself. */
import {readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {Plugin} from 'esbuild';

const READING = /fs\.readFileSync\(path\.join\(__dirname, '([\w.-]+\.wasm)'\)\)/;

export const embedded: Plugin = {
  name: 'embedded',
  setup(bundle) {
    bundle.onLoad({filter: /[/\\]@cwasm[/\\][^/\\]+[/\\]index\.js$/}, async ({path}) => {
      const code = await readFile(path, 'utf8');
      const name = READING.exec(code)?.[1];
      if (name === undefined) return {errors: [{text: `${path} does not read its decoder as it did.`}]};
      const wasm = await readFile(join(dirname(path), name), 'base64');
      return {
        contents: code.replace(READING, `Buffer.from(${JSON.stringify(wasm)}, 'base64')`),
        resolveDir: dirname(path),
      };
    });
  },
};
