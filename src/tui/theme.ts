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
  /** Less important text: times, joins, hints. */
  dim: Paint;
  /** Focus, the current room, and keys in hints. */
  accent: Paint;
  /** Success, or presence. */
  good: Paint;
  /** Needs attention, or is not possible now. */
  warning: Paint;
  bad: Paint;
  /** Concerns the user: a mention or a request. */
  mention: Paint;
  selected: Paint;
  /** Dark on light on any background, for codes to be scanned by a camera. */
  scan: Paint;
  underline: Paint;
  italic: Paint;
  strike: Paint;
  /** Makes the text a clickable link; absent if the terminal supports no links. @param href as `webLinkOf` returns it */
  link?: (href: string, text: string) => string;
  /** Colours of code; absent without colours. */
  syntax?: Readonly<Record<keyof SyntaxColours, Paint>>;
  /** A name has the same colour everywhere. */
  nick(name: string): Paint;
}

export interface ThemeChoice {
  depth: ColourDepth;
  /** `undefined` until the terminal has answered. */
  background?: Background | undefined;
  /** Default: `auto`. */
  theme?: ThemeName | OwnTheme | undefined;
  /** Absent if the terminal supports no links. */
  links?: Hyperlinks | undefined;
}

const style =
  (open: number | string, close: number): Paint =>
  text =>
    text === '' ? '' : `\u001B[${open}m${text}\u001B[${close}m`;

/** Removes all styles, e.g. for a selected row, because colours are hard to read in inverse. */
export const plainOf = (painted: string): string => painted.replaceAll(/\u001B\[[\d;]*m/g, '');

const plain: Paint = text => text;
const bold = style(1, 22);
const inverse = style(7, 27);
const black = style(30, 39);
const onWhite = style(107, 49);
const underline = style(4, 24);
const italic = style(3, 23);
const strike = style(9, 29);

/** FNV-1a hash, which distributes short names well and is fast. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Absent if there are to be no colours. */
function paletteOf({depth, background, theme = 'auto'}: ThemeChoice): Palette | undefined {
  if (depth === 'none' || theme === 'mono') return undefined;
  if (typeof theme === 'object') return theme.palette;
  const behind = theme === 'dark' || theme === 'light' ? theme : (background ?? 'unknown');
  if (depth === '16') return SIXTEEN[behind];
  return theme === 'high-contrast' ? HIGH_CONTRAST[behind] : PALETTES[behind];
}

const BLACK = [0, 0, 0];

export function createTheme(choice: ThemeChoice): Theme {
  const {depth, theme, links} = choice;
  const palette = paletteOf(choice);
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
    scan: depth === 'none' ? (choice.background === 'light' ? plain : inverse) : text => onWhite(black(text)),
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
