/**
 * Patches for the widths and borders of characters.
 * Expected upstream: that `string-width` looks for plain lines first and builds its list of emoji when one comes; that `Intl.Segmenter` of V8 loads
 * its tables when a text needs them.
 */
import type {Patch} from '../patch.ts';

/** All emoji there are; building the list takes longer than the first frame. */
const EMOJI = String.raw`/^\p{RGI_Emoji}$/v`;
/** Without those joined by U+200D, of which another rule there makes the same two columns. */
const UNJOINED_EMOJI = String.raw`/^(?:\p{Basic_Emoji}|[#*\d]\uFE0F\u20E3|\p{RGI_Emoji_Flag_Sequence}|\p{RGI_Emoji_Tag_Sequence}|\p{Emoji_Modifier_Base}\p{Emoji_Modifier})$/v`;

export const TEXT: readonly Patch[] = [
  {
    kind: 'wrapper',
    name: 'quick-width',
    module: 'string-width/index.js',
    from: 'src/tui/terminal/quickText.ts',
    wrapper: 'quickWidth',
  },
  {
    kind: 'source',
    name: 'emoji-list',
    module: 'string-width/index.js',
    says: EMOJI,
    shallSay: UNJOINED_EMOJI,
    places: 1,
  },
  {
    kind: 'definition',
    name: 'segmenter',
    module: 'string-width/index.js',
    expression: 'Intl.Segmenter',
    value: 'GraphemeSegmenter',
    places: 1,
  },
];
