/** The few styles of the screen, as functions that put colour around text; mid tones that can be read on dark and on light. */

/** Puts one style around text that is already safe to show. */
export type Paint = (text: string) => string;

export interface Theme {
  hasColor: boolean;
  bold: Paint;
  /** Quiet things: times, joins, hints. */
  dim: Paint;
  /** Where the keyboard is, the current room. */
  accent: Paint;
  good: Paint;
  warning: Paint;
  bad: Paint;
  /** Somebody said one's own name. */
  mention: Paint;
  selected: Paint;
  underline: Paint;
  /** The same name has the same colour everywhere. */
  nick(name: string): Paint;
}

const style =
  (open: number | string, close: number): Paint =>
  text =>
    text === '' ? '' : `\u001B[${open}m${text}\u001B[${close}m`;

/** Without any style: a chosen row is one piece of inverse text, because colours in it would be hard to read. */
export const plainOf = (painted: string): string => painted.replaceAll(/\u001B\[[\d;]*m/g, '');

const plain: Paint = text => text;
const bold = style(1, 22);
const inverse = style(7, 27);
const underline = style(4, 24);

const NICK_COLORS = [167, 71, 172, 68, 133, 37, 136, 99, 31, 64, 168, 103].map(color => style(`38;5;${color}`, 39));

/** FNV-1a: spreads short names well, and costs nothing. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

export function createTheme(hasColor: boolean): Theme {
  const color = (number: number) => (hasColor ? style(`38;5;${number}`, 39) : plain);
  const accent = color(37);
  const mention = color(172);
  return {
    hasColor,
    bold,
    dim: hasColor ? color(244) : style(2, 22),
    accent: text => bold(accent(text)),
    good: color(71),
    warning: hasColor ? color(172) : bold,
    bad: hasColor ? color(167) : bold,
    mention: text => bold(mention(text)),
    selected: inverse,
    underline,
    nick: hasColor ? name => NICK_COLORS[hashOf(name) % NICK_COLORS.length] ?? plain : () => bold,
  };
}
