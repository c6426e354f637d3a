/** The current theme: chosen by name, previewed, kept, and rebuilt when the background changes. */
import {isThemeName, THEME_NAMES, type ThemeName} from '../../client/wording/screenChoices.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Background} from '../terminal/background.ts';
import {createTheme, type Theme, type ThemeChoice} from '../theme.ts';
import {toOwnTheme, weaknessOf, type OwnTheme, type OwnThemes} from './ownTheme.ts';

export interface ChosenTheme {
  /** The theme in effect, including a preview. */
  theme(): Theme;
  name(): string;
  /** The chosen theme, for creating it elsewhere. */
  chosen(): ThemeName | OwnTheme;
  /** Built-in themes, then the user's own ones; the latter are untrusted text. */
  names(): Promise<readonly string[]>;
  /** Shows a theme. @returns a sentence about its weaknesses, if any. @throws ChatError theme-unknown, theme-broken */
  show(name: string): Promise<string | undefined>;
  /** Rebuilds the theme after the background became known or has changed. */
  renew(): void;
}

interface ChosenThemeOptions extends Pick<ThemeChoice, 'depth' | 'theme' | 'links'> {
  background: () => Background | undefined;
  own?: OwnThemes | undefined;
  onChange: () => void;
}

const NO_THEMES: OwnThemes = {names: () => Promise.resolve([]), read: () => Promise.resolve(undefined)};

/** @throws ChatError theme-unknown, theme-broken */
export async function findTheme(name: string, own: OwnThemes = NO_THEMES): Promise<ThemeName | OwnTheme> {
  if (isThemeName(name)) return name;
  const said = await own.read(name);
  if (said === undefined) throw new ChatError('theme-unknown', name);
  const found = toOwnTheme(name, said);
  if (typeof found === 'string') throw new ChatError('theme-broken', found);
  return found;
}

const nameOf = (theme: ThemeName | OwnTheme): string => (typeof theme === 'object' ? theme.name : theme);

export function createChosenTheme(options: ChosenThemeOptions): ChosenTheme {
  const {depth, links, own = NO_THEMES, background, onChange} = options;
  let chosen: ThemeName | OwnTheme = options.theme ?? 'auto';
  /** Number of the latest request: if several theme files are being read, only the last request counts. */
  let asked = 0;
  const make = () => createTheme({depth, background: background(), theme: chosen, links});
  let theme = make();

  function renew(): void {
    theme = make();
    onChange();
  }

  return {
    theme: () => theme,
    name: () => nameOf(chosen),
    chosen: () => chosen,
    names: async () => [...THEME_NAMES, ...(await own.names())],
    async show(name) {
      const mine = ++asked;
      if (name === nameOf(chosen) && isThemeName(name)) return undefined;
      const found = await findTheme(name, own);
      if (mine !== asked) return undefined;
      chosen = found;
      renew();
      return typeof found === 'object' ? weaknessOf(found) : undefined;
    },
    renew,
  };
}
