/**
 * The few styles of the screen, as functions that put colour around text; which colours they are depends on what is behind them.
 */
import type {Background} from './terminal/background.ts';

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
  italic: Paint;
  strike: Paint;
  /** Of code; absent where there are no colours for it. */
  syntax?: Readonly<Record<keyof SyntaxColours, Paint>>;
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
const italic = style(3, 23);
const strike = style(9, 29);

/** In a line of text, and the words of a block in a language. */
interface SyntaxColours {
  code: number;
  keyword: number;
  string: number;
  number: number;
}

/** Numbers of the fixed part of the 256 colours; none stands for two things. */
export interface Palette {
  dim: number;
  accent: number;
  good: number;
  warning?: number;
  bad: number;
  mention: number;
  syntax?: SyntaxColours;
  nicks: readonly number[];
}

/** On each background every colour has a contrast of 4.5 : 1 or more, as WCAG 2 asks for text; a test computes it. */
export const PALETTES: Readonly<Record<Background | 'unknown', Palette>> = {
  dark: {
    dim: 246,
    accent: 44,
    good: 77,
    warning: 220,
    bad: 203,
    mention: 213,
    syntax: {code: 223, keyword: 183, string: 150, number: 216},
    nicks: [208, 180, 149, 143, 115, 117, 75, 110, 141, 105, 187, 137],
  },
  light: {
    dim: 241,
    accent: 23,
    good: 22,
    warning: 94,
    bad: 160,
    mention: 127,
    syntax: {code: 89, keyword: 54, string: 88, number: 18},
    nicks: [96, 58, 24, 26, 19, 55, 56, 25, 52, 60, 95, 61],
  },
  /** There are only six colours that can be read on black as well as on white. */
  unknown: {dim: 243, accent: 63, good: 29, bad: 131, mention: 163, nicks: [98]},
};

/** FNV-1a: spreads short names well, and costs nothing. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** @param background absent as long as the terminal has not told */
export function createTheme(hasColor: boolean, background?: Background): Theme {
  const palette = PALETTES[background ?? 'unknown'];
  const color = (number: number | undefined) =>
    number === undefined ? bold : hasColor ? style(`38;5;${number}`, 39) : plain;
  const accent = color(palette.accent);
  const mention = color(palette.mention);
  const nicks = palette.nicks.map(color);
  return {
    hasColor,
    bold,
    dim: hasColor ? color(palette.dim) : style(2, 22),
    accent: text => bold(accent(text)),
    good: color(palette.good),
    warning: hasColor ? color(palette.warning) : bold,
    bad: hasColor ? color(palette.bad) : bold,
    mention: text => bold(mention(text)),
    selected: inverse,
    underline,
    italic,
    strike,
    ...(hasColor && palette.syntax && {syntax: syntaxPaints(palette.syntax)}),
    nick: hasColor ? name => nicks[hashOf(name) % nicks.length] ?? plain : () => bold,
  };
}

const syntaxPaints = ({code, keyword, string, number}: SyntaxColours) => ({
  code: style(`38;5;${code}`, 39),
  keyword: style(`38;5;${keyword}`, 39),
  string: style(`38;5;${string}`, 39),
  number: style(`38;5;${number}`, 39),
});
