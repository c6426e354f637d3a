/** The program's version: the bundle has it built in. */
declare const CHAT_TUI_VERSION: string | undefined;

/** As in `package.json`; `source` when the program runs without being built. */
export const PROGRAM_VERSION = typeof CHAT_TUI_VERSION === 'string' ? CHAT_TUI_VERSION : 'source';
