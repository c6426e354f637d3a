/** Themes that a person wrote: validates colours by role, and takes missing ones from a built-in theme. */
import type {Background} from '../terminal/background.ts';
import {luminanceOf, MIDDLE_LUMINANCE} from '../terminal/background.ts';
import {contrastOf, isHexColour, sharesOf, TEXT_CONTRAST, type Colour} from './colour.ts';
import {PALETTES, rolesOf, type Palette} from './palettes.ts';

export interface OwnTheme {
  name: string;
  /** The background for which it is made. */
  behind: Colour;
  palette: Palette;
}

/** The user's own themes, by file name. */
export interface OwnThemes {
  names(): Promise<readonly string[]>;
  /** Parsed content of a theme file; `undefined` if there is none. @throws ChatError with a sentence about what is wrong */
  read(name: string): Promise<unknown>;
}

const ROLES = ['dim', 'accent', 'good', 'warning', 'bad', 'mention'] as const;
const SYNTAX = ['code', 'keyword', 'string', 'number'] as const;
const NICKS_MAX = 32;

const isColour = (value: unknown): value is Colour =>
  isHexColour(value) || (Number.isInteger(value) && (value as number) >= 16 && (value as number) <= 255);

/**
 * Validates a theme. @param said parsed content of the file, unchecked
 * @returns a sentence, which contains untrusted text, if it is invalid
 */
export function toOwnTheme(name: string, said: unknown): OwnTheme | string {
  if (typeof said !== 'object' || said === null) return `The theme ${name} is no table of colours.`;
  const table = said as Readonly<Record<string, unknown>>;
  const known: readonly string[] = ['background', 'nicks', ...ROLES, ...SYNTAX];
  const unknown = Object.keys(table).find(key => !known.includes(key));
  if (unknown !== undefined)
    return `The theme ${name} has ${unknown.slice(0, 40)}, which is no role; there are ${known.join(', ')}.`;
  const wrong = [...ROLES, ...SYNTAX].find(role => table[role] !== undefined && !isColour(table[role]));
  if (wrong !== undefined) return `${wrong} in the theme ${name} must be #rrggbb or a number from 16 to 255.`;
  const behind = behindOf(table.background);
  if (behind === undefined) return `background in the theme ${name} must be dark, light or #rrggbb.`;
  const {nicks} = table;
  if (nicks !== undefined && !(Array.isArray(nicks) && nicks.every(isColour) && nicks.length <= NICKS_MAX))
    return `nicks in the theme ${name} must be a list of at most ${NICKS_MAX} colours, each #rrggbb or a number from 16 to 255.`;
  return {name, behind, palette: paletteOf(table, behind)};
}

function paletteOf(table: Readonly<Record<string, unknown>>, behind: Colour): Palette {
  const base = PALETTES[backgroundOfColour(behind)];
  const only = (roles: readonly string[]) =>
    Object.fromEntries(roles.flatMap(role => (table[role] === undefined ? [] : [[role, table[role]]])));
  return {
    ...base,
    ...only(ROLES),
    ...(base.syntax && {syntax: {...base.syntax, ...only(SYNTAX)}}),
    nicks: (table.nicks as readonly Colour[] | undefined) ?? base.nicks,
  };
}

function behindOf(said: unknown): Colour | undefined {
  if (said === undefined || said === 'dark') return '#000000';
  if (said === 'light') return '#ffffff';
  return isHexColour(said) ? said : undefined;
}

const backgroundOfColour = (behind: Colour): Background =>
  luminanceOf(sharesOf(behind)) > MIDDLE_LUMINANCE ? 'light' : 'dark';

/** A sentence about low contrast or roles that share a colour; absent if there is nothing to say. */
export function weaknessOf({name, behind, palette}: OwnTheme): string | undefined {
  const roles = rolesOf(palette);
  const weak = roles.find(([, colour]) => contrastOf(sharesOf(colour), sharesOf(behind)) < TEXT_CONTRAST);
  if (weak !== undefined) {
    const ratio = Math.floor(contrastOf(sharesOf(weak[1]), sharesOf(behind)) * 10) / 10;
    return `${weak[0]} of the theme ${name} has ${ratio} : 1 on its background; ${TEXT_CONTRAST} : 1 can be read by most.`;
  }
  const key = (colour: Colour) => sharesOf(colour).join();
  const twice = roles.find(([, colour], at) => roles.findIndex(other => key(other[1]) === key(colour)) < at);
  const first = twice && roles.find(([, colour]) => key(colour) === key(twice[1]));
  if (twice === undefined || first === undefined) return undefined;
  return `${twice[0]} and ${first[0]} of the theme ${name} have one colour; who sees it does not know which is meant.`;
}
