/** The themes of the screen that are built in, by name. */

/** `auto` and `high-contrast` follow what is behind the text. */
export const THEME_NAMES = ['auto', 'dark', 'light', 'high-contrast', 'mono'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

export const isThemeName = (text: unknown): text is ThemeName => THEME_NAMES.includes(text as ThemeName);
