/** The current theme: chosen by name, previewed, kept, and rebuilt when the background changes. */
import {isThemeName, THEME_NAMES, type ThemeName} from '../../client/wording/screenChoices.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Background} from '../terminal/background.ts';
import {createTheme, type Theme, type ThemeWish} from '../theme.ts';
import {toOwnTheme, weaknessOf, type OwnTheme, type OwnThemes} from './ownTheme.ts';

export interface ChosenTheme {
  /** As drawn now. */
  theme(): Theme;
  name(): string;
  /** To make it anew elsewhere on the screen. */
  wish(): ThemeName | OwnTheme;
  /** Those that are built in, then one's own; foreign names. */
  names(): Promise<readonly string[]>;
  /** @returns what is to be known about it, a sentence. @throws ChatError theme-unknown, theme-broken */
  show(name: string): Promise<string | undefined>;
  /** The terminal has told what is behind the text. */
  renew(): void;
}

interface ChosenThemeOptions extends Pick<ThemeWish, 'depth' | 'theme' | 'links'> {
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
  /** The last one that was asked for is shown, whichever file is read first. */
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
    wish: () => chosen,
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
