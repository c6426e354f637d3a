/** Patches for a quick start: nothing is loaded, built or waited for that is not used then. */
import {readFileSync} from 'node:fs';
import type {Patch} from '../patch.ts';

const YOGA = 'node_modules/yoga-layout/dist';

/** The layout engine is instantiated at once: whoever imports a module that waits has to wait as well. */
function yogaAtOnce(): string {
  const [bytes] = /(?<=data:application\/octet-stream;base64,)[\w+/=]+/.exec(
    readFileSync(`${YOGA}/binaries/yoga-wasm-base64-esm.js`, 'utf8'),
  ) ?? [''];
  return `
    import loadYoga from '../binaries/yoga-wasm-base64-esm.js';
    import wrapAssembly from './wrapAssembly.js';
    const assembly = {
      instantiateWasm(imports, receive) {
        const bytes = Buffer.from('${bytes}', 'base64');
        const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
        receive(instance);
        return instance.exports;
      },
    };
    loadYoga(assembly);
    export default wrapAssembly(assembly);
    export * from './generated/YGEnums.js';`;
}

/**
 * The library itself when the operator of a server asks for its output (`DEBUG=engine* chat-tui serve`), with what others sent made harmless.
 * Every other call does nothing and its arguments are not kept.
 */
const DEBUG_WHEN_ASKED = String.raw`
  if (process.env.DEBUG) {
    const {format} = require('node:util');
    const escape = character => '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0');
    const debug = require('./node.js');
    debug.useColors = () => false;
    debug.log = (...values) =>
      process.stderr.write(format(...values).replaceAll(/[^\n\P{C}]|[\u2028\u2029]/gu, escape) + '\n');
    module.exports = debug;
  } else {
    const debug = () => Object.assign(() => {}, {enabled: false});
    module.exports = Object.assign(debug, {debug});
  }`;

/** Classes that inherit from Node's `Request` and `Headers`, which make it load its whole HTTP client: 50 ms of a server's start. */
const MADE_AT_START =
  /(?<=^const (?:NodeRequest|NodeRequestHeaders) = )\/\* @__PURE__ \*\/ \((\(\) => \{[^]*?^\})\)\(\);$/gm;

export const START: readonly Patch[] = [
  {kind: 'replacement', name: 'yoga-at-once', module: 'yoga-layout/dist/src/index.js', code: yogaAtOnce},
  {
    kind: 'source',
    name: 'yoga-at-once',
    module: 'yoga-layout/dist/binaries/yoga-wasm-base64-esm.js',
    says: /(?<=data:application\/octet-stream;base64,)[\w+/=]+/g,
    shallSay: '',
    places: 1,
  },
  {
    kind: 'source',
    name: 'lazy-requests',
    module: 'srvx/dist/adapters/node.mjs',
    says: MADE_AT_START,
    shallSay:
      '((make, made) => new Proxy(class {}, {construct: (_, values) => new (made ??= make())(...values)}))($1);',
    places: 2,
  },
  // The types of all files there are, for pages that nobody is served.
  {kind: 'replacement', name: 'mime-types', module: 'mime-db/index.js', code: () => 'module.exports = {};'},
  {kind: 'replacement', name: 'debug', module: 'debug/src/index.js', code: () => DEBUG_WHEN_ASKED},
  // Asking whether `WebSocket` exists makes Node load its HTTP client.
  {
    kind: 'definition',
    name: 'websocket',
    module: 'engine.io-client/build/esm-debug/transports/websocket.js',
    expression: 'globalThis.WebSocket',
    value: 'undefined',
    places: 1,
  },
];
