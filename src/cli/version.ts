/** The program's version: the bundle has it built in. */
declare const CHAT_TUI_VERSION: string | undefined;

/** From `package.json`; `source` if the program runs unbuilt. */
export const PROGRAM_VERSION = typeof CHAT_TUI_VERSION === 'string' ? CHAT_TUI_VERSION : 'source';
