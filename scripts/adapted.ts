/**
 * What libraries say otherwise in the bundle than on the disk. Ink's drawing keeps what it works out anew for every frame while it stays the same,
 * so that it is fast enough for 200×50 and a flood; and nothing is asked, built or waited for at the start that is not used then.
 */
import {readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import type {Plugin} from 'esbuild';

interface Adaption {
  file: RegExp;
  changes: readonly Change[];
}

/** Returns the code as it shall be: the same when it does not say what was expected. */
type Change = (code: string) => string;

const insteadOf =
  (says: string | RegExp, shallSay: string): Change =>
  code =>
    code.replace(says, () => shallSay);

interface Wrapping {
  /** How the file exports what is wrapped, without `export default `. */
  says: string;
  /** With what else of that file the wrapper needs. */
  what: string;
  /** The wrapper, and its file in `src/tui/terminal`. */
  by: string;
  from: string;
}

const wrapped =
  ({says, what, by, from}: Wrapping): Change =>
  code =>
    code.includes(`export default ${says}`)
      ? [
          `import {${by}} from ${JSON.stringify(resolve('src/tui/terminal', from))};`,
          code.replace(`export default ${says}`, says),
          `export default ${by}(${what});`,
        ].join('\n')
      : code;

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

/** All emoji there are; building the list takes a fifth of the time to the first picture. */
const EMOJI = String.raw`/^\p{RGI_Emoji}$/v`;
/** Without those joined by U+200D, of which another rule there makes the same two columns. */
const UNJOINED_EMOJI = String.raw`/^(?:\p{Basic_Emoji}|[#*\d]\uFE0F\u20E3|\p{RGI_Emoji_Flag_Sequence}|\p{RGI_Emoji_Tag_Sequence}|\p{Emoji_Modifier_Base}\p{Emoji_Modifier})$/v`;

/** Its arguments cost memory for every packet, also when nobody asked what the libraries do. */
const SILENT_DEBUG = `
  const debug = () => Object.assign(() => {}, {enabled: false});
  module.exports = Object.assign(debug, {debug});`;

/** Classes that inherit from Node's `Request` and `Headers`, which make it load its whole HTTP client: 50 ms of a server's start. */
const MADE_AT_START =
  /(?<=^const (?:NodeRequest|NodeRequestHeaders) = )\/\* @__PURE__ \*\/ \((\(\) => \{[^]*?^\})\)\(\);$/gm;

const madeWhenFirstUsed: Change = code => {
  const changed = code.replace(MADE_AT_START, 'whenFirstUsed($1);');
  return changed === code
    ? code
    : `${changed}
function whenFirstUsed(make) {
  let made;
  return new Proxy(class {}, {construct: (_, values) => new (made ??= make())(...values)});
}`;
};

/** One map for all who never ask for an answer; whoever does gets one of their own. */
const keepAcksFromHere: Change = code => {
  const changed = code.replaceAll(
    'this.acks.set(',
    '(this.acks === NO_ACKS ? (this.acks = new Map()) : this.acks).set(',
  );
  return changed === code ? code : `${changed}\nconst NO_ACKS = new Map();\n`;
};

const ADAPTIONS: readonly Adaption[] = [
  {
    file: /ink\/build\/output\.js$/,
    changes: [
      wrapped({
        says: 'class Output {',
        what: 'Output, styledCharsToString',
        by: 'joinRows',
        from: 'frameRows.ts',
      }),
    ],
  },
  {
    file: /ink\/build\/sanitize-ansi\.js$/,
    changes: [wrapped({says: 'sanitizeAnsi;', what: 'sanitizeAnsi', by: 'quickSanitize', from: 'quickText.ts'})],
  },
  {
    file: /\/widest-line\/index\.js$/,
    changes: [wrapped({says: 'function widestLine(', what: 'widestLine', by: 'quickWidest', from: 'quickText.ts'})],
  },
  {
    file: /ink\/build\/measure-text\.js$/,
    changes: [wrapped({says: 'measureText;', what: 'measureText', by: 'quickMeasure', from: 'quickText.ts'})],
  },
  {
    file: /ink\/build\/line-update\.js$/,
    changes: [wrapped({says: 'function lineUpdate(', what: 'lineUpdate', by: 'quickChange', from: 'rowChange.ts'})],
  },
  {
    file: /\/string-width\/index\.js$/,
    changes: [
      wrapped({says: 'function stringWidth(', what: 'stringWidth', by: 'quickWidth', from: 'quickText.ts'}),
      insteadOf(EMOJI, UNJOINED_EMOJI),
    ],
  },
  {
    file: /yoga-layout\/dist\/src\/index\.js$/,
    changes: [insteadOf('const Yoga = wrapAssembly(await loadYoga());', YOGA_AT_ONCE)],
  },
  {file: /yoga-wasm-base64-esm\.js$/, changes: [insteadOf(YOGA_BYTES, '')]},
  {file: /ink\/build\/reconciler\.js$/, changes: [insteadOf(DEVELOPER_TOOLS, '')]},
  {file: /srvx\/dist\/adapters\/node\.mjs$/, changes: [madeWhenFirstUsed]},
  // The types of all files there are, for pages that nobody is served.
  {file: /\/mime-db\/index\.js$/, changes: [insteadOf(/[^]+/, 'module.exports = {};')]},
  {file: /\/debug\/src\/index\.js$/, changes: [insteadOf(/[^]+/, SILENT_DEBUG)]},
  // What each connection keeps is small: no chunk of the network for the four bytes of a mask, no list with room for 17 where there is one,
  // nothing for answers that the server never asks for, nothing that makes sure that what happens once is heard once. It is 2 of 19 KiB.
  {
    file: /\/ws\/lib\/receiver\.js$/,
    changes: [
      insteadOf(
        'this._mask = this.consume(4);',
        'const mask = this.consume(4); this._mask = [mask[0], mask[1], mask[2], mask[3]];',
      ),
    ],
  },
  {
    file: /\/socket\.io\/dist\/socket\.js$/,
    changes: [
      insteadOf('this.fns.push(fn);', 'this.fns = this.fns.concat(fn);'),
      insteadOf('this.acks = new Map();', 'this.acks = NO_ACKS;'),
      keepAcksFromHere,
    ],
  },
  {
    file: /\/engine\.io\/build\/socket\.js$/,
    changes: [
      insteadOf('this.cleanupFn.push(', 'this.cleanupFn = this.cleanupFn.concat('),
      insteadOf('this.transport.once("error"', 'this.transport.on("error"'),
      insteadOf('this.transport.once("close"', 'this.transport.on("close"'),
    ],
  },
  {file: /\/engine\.io\/build\/server\.js$/, changes: [insteadOf('socket.once("close"', 'socket.on("close"')]},
  {
    file: /\/engine\.io\/build\/transports\/websocket\.js$/,
    changes: [insteadOf('this.socket.once("close"', 'this.socket.on("close"')],
  },
  {
    file: /\/component-emitter\/lib\/(?:cjs|esm)\/index\.js$/,
    changes: [
      insteadOf(
        /\(this\._callbacks\['\$' \+ event\] = (this\._callbacks\['\$' \+ event\] \|\| \[\])\)\s*\.push\(fn\);/,
        "this._callbacks['$' + event] = (this._callbacks['$' + event] || []).concat(fn);",
      ),
    ],
  },
  // Asking whether `WebSocket` exists makes Node load its HTTP client, a quarter of the time to the first picture.
  {
    file: /engine\.io-client\/build\/esm(?:-debug)?\/transports\/websocket\.js$/,
    changes: [insteadOf('globalThis.WebSocket || globalThis.MozWebSocket', 'undefined')],
  },
];

/** When an update of a library says something else, the build fails. */
export const adapted: Plugin = {
  name: 'adapted',
  setup(bundle) {
    const {initialOptions} = bundle;
    initialOptions.inject = ['src/shared/graphemes.ts'];
    initialOptions.define = {...initialOptions.define, 'Intl.Segmenter': 'GraphemeSegmenter'};
    const done = new Set<Change>();
    for (const {file, changes} of ADAPTIONS) {
      bundle.onLoad({filter: file}, ({path}) => {
        let contents = readFileSync(path, 'utf8');
        for (const change of changes) {
          const changed = change(contents);
          if (changed !== contents) done.add(change);
          contents = changed;
        }
        return {contents, resolveDir: dirname(path)};
      });
    }
    bundle.onEnd(() =>
      ADAPTIONS.every(({changes}) => changes.every(change => done.has(change)))
        ? {}
        : {errors: [{text: 'ADAPTIONS in scripts/adapted.ts is out of date.'}]},
    );
  },
};
