/** Patches for character widths. Expected upstream: that `string-width` checks for plain lines first and caches results. */
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
