/** Styles of the screen as functions that colour text, by theme, background and colour depth. */
import type {ThemeName} from '../client/wording/screenChoices.ts';
import type {Background} from './terminal/background.ts';
import {codeOf, sharesOf, type Colour, type ColourDepth} from './theme/colour.ts';
import {HIGH_CONTRAST, PALETTES, SIXTEEN, type Palette, type SyntaxColours} from './theme/palettes.ts';
import type {OwnTheme} from './theme/ownTheme.ts';
import type {Hyperlinks} from './terminal/hyperlinks.ts';

/** Styles text that is already safe to show. */
export type Paint = (text: string) => string;

export interface Theme {
  hasColor: boolean;
  bold: Paint;
  /** Quiet things: times, joins, hints. */
  dim: Paint;
  /** Where the keyboard is, the current room, what a key does. */
  accent: Paint;
  /** It is there, or done. */
  good: Paint;
  /** Not now, or to be looked at. */
  warning: Paint;
  bad: Paint;
  /** It is for oneself: somebody said one's name, or asks. */
  mention: Paint;
  selected: Paint;
  /** Dark on light, whatever is behind it: for what a camera is to read. */
  scan: Paint;
  underline: Paint;
  italic: Paint;
  strike: Paint;
  /** Leads there when it is clicked; absent where the terminal has no links. @param href as `webLinkOf` gives it */
  link?: (href: string, text: string) => string;
  /** Of code; absent where there are no colours for it. */
  syntax?: Readonly<Record<keyof SyntaxColours, Paint>>;
  /** The same name has the same colour everywhere. */
  nick(name: string): Paint;
}

export interface ThemeWish {
  depth: ColourDepth;
  /** Absent as long as the terminal has not told. */
  background?: Background | undefined;
  /** `auto` without it. */
  theme?: ThemeName | OwnTheme | undefined;
  /** Absent where the terminal has none. */
  links?: Hyperlinks | undefined;
}

const style =
  (open: number | string, close: number): Paint =>
  text =>
    text === '' ? '' : `\u001B[${open}m${text}\u001B[${close}m`;

/** Removes all styles: a selected row is inverse, where colours would be hard to read. */
export const plainOf = (painted: string): string => painted.replaceAll(/\u001B\[[\d;]*m/g, '');

const plain: Paint = text => text;
const bold = style(1, 22);
const inverse = style(7, 27);
const black = style(30, 39);
const onWhite = style(107, 49);
const underline = style(4, 24);
const italic = style(3, 23);
const strike = style(9, 29);

/** FNV-1a: spreads short names well, and costs nothing. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Absent where there are to be no colours. */
function paletteOf({depth, background, theme = 'auto'}: ThemeWish): Palette | undefined {
  if (depth === 'none' || theme === 'mono') return undefined;
  if (typeof theme === 'object') return theme.palette;
  const behind = theme === 'dark' || theme === 'light' ? theme : (background ?? 'unknown');
  if (depth === '16') return SIXTEEN[behind];
  return theme === 'high-contrast' ? HIGH_CONTRAST[behind] : PALETTES[behind];
}

const BLACK = [0, 0, 0];

export function createTheme(wish: ThemeWish): Theme {
  const {depth, theme, links} = wish;
  const palette = paletteOf(wish);
  const behind = typeof theme === 'object' ? sharesOf(theme.behind) : BLACK;
  const color = (colour: Colour) => style(codeOf(colour, depth, behind), 39);
  const colorOr = (colour: Colour | undefined, otherwise: Paint) => (colour === undefined ? otherwise : color(colour));
  const {syntax, nicks = [], ...roles}: Partial<Palette> = palette ?? {};
  const accent = colorOr(roles.accent, plain);
  const mention = colorOr(roles.mention, plain);
  const paints = nicks.map(color);
  return {
    hasColor: palette !== undefined && Object.keys(roles).length > 0,
    bold,
    dim: colorOr(roles.dim, palette === undefined ? style(2, 22) : plain),
    accent: text => bold(accent(text)),
    good: colorOr(roles.good, plain),
    warning: colorOr(roles.warning, bold),
    bad: colorOr(roles.bad, bold),
    mention: text => bold(mention(text)),
    selected: inverse,
    scan: depth === 'none' ? (wish.background === 'light' ? plain : inverse) : text => onWhite(black(text)),
    underline,
    italic,
    strike,
    ...(links && {link: (href: string, text: string) => links.styled(href, text)}),
    ...(syntax && {
      syntax: {
        code: color(syntax.code),
        keyword: color(syntax.keyword),
        string: color(syntax.string),
        number: color(syntax.number),
      },
    }),
    nick: paints.length === 0 ? () => bold : name => paints[hashOf(name) % paints.length] ?? plain,
  };
}
