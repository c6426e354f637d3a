/**
 * Patches for the widths of characters. Expected upstream: that `string-width` looks for plain lines first and remembers what it
 * was asked before.
 */
import type {Patch} from '../patch.ts';

export const TEXT: readonly Patch[] = [
  {
    kind: 'wrapper',
    name: 'quick-width',
    module: 'string-width/index.js',
    from: 'src/tui/terminal/drawing/quickText.ts',
    wrapper: 'quickWidth',
    isLazy: true,
  },
];
