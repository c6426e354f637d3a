/** Named choices of the screen: themes, chat styles, key presets, picture formats. */

/** `auto` and `high-contrast` depend on the terminal's background colour. */
export const THEME_NAMES = ['auto', 'dark', 'light', 'high-contrast', 'mono'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

export const isThemeName = (text: unknown): text is ThemeName => THEME_NAMES.includes(text as ThemeName);

/** `comfortable`: a row with name and time above the text; `compact`: columns beside it; `irc`: one line per message. */
export const CHAT_STYLES = ['comfortable', 'compact', 'irc'] as const;
export type ChatStyle = (typeof CHAT_STYLES)[number];
export const DEFAULT_CHAT_STYLE: ChatStyle = 'comfortable';

export const isChatStyle = (text: unknown): text is ChatStyle => CHAT_STYLES.includes(text as ChatStyle);

/** Descriptions for choosing a style. */
export const STYLE_MEANINGS: Readonly<Record<ChatStyle, string>> = {
  comfortable: 'name and time above the text',
  compact: 'time and name in columns',
  irc: 'one line: time, name, text',
};

/** Programs whose key bindings can be used. */
export const KEY_PRESETS = ['default', 'weechat', 'irssi', 'slack', 'vim', 'emacs'] as const;
export type PresetName = (typeof KEY_PRESETS)[number];

export const isPresetName = (text: unknown): text is PresetName => KEY_PRESETS.includes(text as PresetName);

/** What differs from the default, briefly, because the list is shown in 50 columns. */
export const PRESET_MEANINGS: Readonly<Record<PresetName, string>> = {
  default: 'as F1 says',
  weechat: 'Alt+←/→ change rooms',
  irssi: 'Alt+←/→ rooms, Alt+P/N pages',
  slack: 'Ctrl+K goes to, Alt+↑↓ rooms',
  vim: 'modes: Esc, h l w b dd, i a',
  emacs: 'Ctrl+F N P, Ctrl+S, Ctrl+G',
};

/** Formats in which a picture can be written to a terminal. */
export const PICTURE_FORMS = ['kitty', 'iterm', 'sixel', 'blocks'] as const;
export type PictureForm = (typeof PICTURE_FORMS)[number];
