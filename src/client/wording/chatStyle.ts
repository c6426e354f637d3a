/** How the messages of a room are set out on the screen. */

/** `comfortable`: name and time above the text in a row; `compact`: in columns beside it; `irc`: one line a message. */
export const CHAT_STYLES = ['comfortable', 'compact', 'irc'] as const;
export type ChatStyle = (typeof CHAT_STYLES)[number];
export const DEFAULT_CHAT_STYLE: ChatStyle = 'comfortable';

export const isChatStyle = (text: unknown): text is ChatStyle => CHAT_STYLES.includes(text as ChatStyle);

/** What it looks like, for somebody who chooses. */
export const STYLE_MEANINGS: Readonly<Record<ChatStyle, string>> = {
  comfortable: 'name and time above the text',
  compact: 'time and name in columns',
  irc: 'one line: time, name, text',
};
