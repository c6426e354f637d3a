/** What libraries say otherwise in the bundle than on the disk: nothing waits or asks at the start for what is never used. */
import {readFileSync} from 'node:fs';
import type {Plugin} from 'esbuild';

interface Adaption {
  file: RegExp;
  /** When an update says something else, the build fails. */
  says: string | RegExp;
  shallSay: string;
}

const YOGA_BYTES = /(?<=data:application\/octet-stream;base64,)[\w+/=]+/;
const YOGA_FILE = 'node_modules/yoga-layout/dist/binaries/yoga-wasm-base64-esm.js';
const [yogaBytes = ''] = YOGA_BYTES.exec(readFileSync(YOGA_FILE, 'utf8')) ?? [];

/** Whoever imports what waits is waited for as well: jest would compile each of them once for each that imports it. */
const YOGA_AT_ONCE = `
  const Yoga = wrapAssembly(
    (assembly => (loadYoga(assembly), assembly))({
      instantiateWasm(imports, receive) {
        const bytes = Buffer.from('${yogaBytes}', 'base64');
        const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
        receive(instance);
        return instance.exports;
      },
    }),
  );`;

/** Both conditions on `DEV`, with what they wait for. */
const DEVELOPER_TOOLS = /if \(process\.env\['DEV'\] === 'true'\) \{[^]*?^\}\n/gm;

const ADAPTIONS: readonly Adaption[] = [
  {
    file: /yoga-layout\/dist\/src\/index\.js$/,
    says: 'const Yoga = wrapAssembly(await loadYoga());',
    shallSay: YOGA_AT_ONCE,
  },
  {file: /yoga-wasm-base64-esm\.js$/, says: YOGA_BYTES, shallSay: ''},
  // The developer tools of Ink.
  {file: /ink\/build\/reconciler\.js$/, says: DEVELOPER_TOOLS, shallSay: ''},
  // Asking whether `WebSocket` exists makes Node load its HTTP client, a quarter of the time to the first picture.
  {
    file: /engine\.io-client\/build\/esm(?:-debug)?\/transports\/websocket\.js$/,
    says: 'globalThis.WebSocket || globalThis.MozWebSocket',
    shallSay: 'undefined',
  },
];

export const adapted: Plugin = {
  name: 'adapted',
  setup(bundle) {
    const found = new Set<Adaption>();
    for (const adaption of ADAPTIONS) {
      bundle.onLoad({filter: adaption.file}, ({path}) => {
        const code = readFileSync(path, 'utf8');
        // Not read as a pattern for what was found.
        const contents = code.replace(adaption.says, () => adaption.shallSay);
        if (contents !== code) found.add(adaption);
        return {contents};
      });
    }
    bundle.onEnd(() =>
      found.size === ADAPTIONS.length ? {} : {errors: [{text: 'ADAPTIONS in scripts/adapted.ts is out of date.'}]},
    );
  },
};
