/**
 * Patches for operators: output of `DEBUG` is safe to read in a terminal. Expected upstream: that `debug` escapes what it
 * prints.
 */
import type {Patch} from '../patch.ts';

/**
 * The library itself when its output is requested (`DEBUG=engine* chat-tui serve`), with control characters escaped; otherwise
 * a no-op.
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

export const OPERATORS: readonly Patch[] = [
  {kind: 'replacement', name: 'debug', module: 'debug/src/index.js', code: () => DEBUG_WHEN_ASKED},
];
