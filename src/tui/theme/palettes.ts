/** Colours of each role in the built-in themes; no two roles share one. */
import type {Colour} from './colour.ts';

/** Colours of inline code, and of tokens in highlighted blocks. */
export interface SyntaxColours {
  code: Colour;
  keyword: Colour;
  string: Colour;
  number: Colour;
}

/** A role without a colour is shown bold or dim. */
export interface Palette {
  dim?: Colour;
  accent?: Colour;
  good?: Colour;
  warning?: Colour;
  bad?: Colour;
  mention?: Colour;
  syntax?: SyntaxColours;
  nicks: readonly Colour[];
}

/** Background of the text, as far as known. */
type Behind = 'dark' | 'light' | 'unknown';
type Palettes = Readonly<Record<Behind, Palette>>;

/** Palettes for 256 colours, from the fixed part of that palette. */
export const PALETTES: Palettes = {
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
  /** Only six colours are readable on both black and white. */
  unknown: {dim: 243, accent: 63, good: 29, bad: 131, mention: 163, nicks: [98]},
};

/** Contrast of at least 7 : 1; nothing is dimmed, and there are few colours for names. */
export const HIGH_CONTRAST: Palettes = {
  dark: {
    accent: 51,
    good: 83,
    warning: 226,
    bad: 210,
    mention: 219,
    syntax: {code: 230, keyword: 189, string: 157, number: 223},
    nicks: [159, 229, 194],
  },
  light: {
    accent: 18,
    good: 22,
    bad: 88,
    mention: 90,
    syntax: {code: 53, keyword: 54, string: 52, number: 17},
    nicks: [19, 237, 55],
  },
  unknown: {nicks: []},
};

/**
 * The first 16 colours are configurable, so only those are used that are readable in the defaults of xterm and the PC console.
 */
export const SIXTEEN: Palettes = {
  dark: {accent: 14, good: 10, warning: 11, mention: 13, nicks: [2, 6]},
  light: {accent: 4, bad: 1, nicks: []},
  unknown: {nicks: []},
};

export const rolesOf = ({nicks, syntax, ...roles}: Palette): readonly (readonly [role: string, colour: Colour])[] => [
  ...Object.entries(roles),
  ...Object.entries((syntax ?? {}) as Record<string, Colour>),
  ...nicks.map((colour, at) => [`nicks[${at}]`, colour] as const),
];
