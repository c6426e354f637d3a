/**
 * Patches for cheap frames: Ink computes everything anew for each frame, the wrappers keep what stays the same (ADR 8). Expected
 * upstream: that Ink caches cells and sanitized texts of lines that it has drawn before.
 */
import type {Patch} from '../patch.ts';

export const DRAWING: readonly Patch[] = [
  {
    kind: 'wrapper',
    name: 'frame-rows',
    module: 'ink/build/output.js',
    from: 'src/tui/terminal/drawing/frameRows.ts',
    wrapper: 'joinRows',
    also: {name: 'styledCharsToString', from: '@alcalzone/ansi-tokenize'},
  },
  {
    kind: 'wrapper',
    name: 'scrolling',
    module: 'ink/build/log-update.js',
    from: 'src/tui/terminal/drawing/scrolling.ts',
    wrapper: 'scrollingLog',
  },
  {
    kind: 'wrapper',
    name: 'row-middle',
    module: 'ink/build/line-update.js',
    from: 'src/tui/terminal/drawing/rowMiddle.ts',
    wrapper: 'keepingEnds',
  },
  {
    kind: 'wrapper',
    name: 'quick-sanitize',
    module: 'ink/build/sanitize-ansi.js',
    from: 'src/tui/terminal/drawing/quickText.ts',
    wrapper: 'quickSanitize',
  },
];
