/** Programs whose keys one may have here. */

export const KEY_PRESETS = ['default', 'weechat', 'irssi', 'slack', 'vim', 'emacs'] as const;
export type PresetName = (typeof KEY_PRESETS)[number];

export const isPresetName = (text: unknown): text is PresetName => KEY_PRESETS.includes(text as PresetName);
