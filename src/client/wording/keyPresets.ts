/** Programs whose keys one may have here. */

export const KEY_PRESETS = ['default', 'weechat', 'irssi', 'slack', 'vim', 'emacs'] as const;
export type PresetName = (typeof KEY_PRESETS)[number];

export const isPresetName = (text: unknown): text is PresetName => KEY_PRESETS.includes(text as PresetName);

/** What is different, in few words: a list of them is shown in 50 columns. */
export const PRESET_MEANINGS: Readonly<Record<PresetName, string>> = {
  default: 'as F1 says',
  weechat: 'Alt+←/→ change rooms',
  irssi: 'Alt+←/→ rooms, Alt+P/N pages',
  slack: 'Ctrl+K goes to, Alt+↑↓ rooms',
  vim: 'modes: Esc, h l w b dd, i a',
  emacs: 'Ctrl+F N P, Ctrl+S, Ctrl+G',
};
