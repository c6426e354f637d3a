/**
 * Patches for cheap frames: Ink works everything out anew for each frame, ours keeps what stays the same (ADR 8).
 * Expected upstream: that Ink keeps the cells, widths and sanitized texts of lines that it has drawn before, and writes only what changed of a row.
 */
import type {Patch} from '../patch.ts';

export const DRAWING: readonly Patch[] = [
  {
    kind: 'wrapper',
    name: 'frame-rows',
    module: 'ink/build/output.js',
    from: 'src/tui/terminal/frameRows.ts',
    wrapper: 'joinRows',
    also: {name: 'styledCharsToString', from: '@alcalzone/ansi-tokenize'},
  },
  {
    kind: 'wrapper',
    name: 'row-change',
    module: 'ink/build/line-update.js',
    from: 'src/tui/terminal/rowChange.ts',
    wrapper: 'quickChange',
  },
  {
    kind: 'wrapper',
    name: 'quick-sanitize',
    module: 'ink/build/sanitize-ansi.js',
    from: 'src/tui/terminal/quickText.ts',
    wrapper: 'quickSanitize',
  },
  {
    kind: 'wrapper',
    name: 'quick-measure',
    module: 'ink/build/measure-text.js',
    from: 'src/tui/terminal/quickText.ts',
    wrapper: 'quickMeasure',
  },
  {
    kind: 'wrapper',
    name: 'quick-widest',
    module: 'widest-line/index.js',
    from: 'src/tui/terminal/quickText.ts',
    wrapper: 'quickWidest',
  },
];
