/** Rights that a token for a program can have. */

export const TOKEN_RIGHTS = {
  read: 'read rooms: messages, members, threads, search, the inbox; mark as read',
  send: 'write, edit and delete own messages, react, pin',
  files: 'list, send and get files',
  rooms: 'make, join, leave and look after rooms, invite people',
  people: 'begin conversations, look people up, friends, blocks, reports',
  settings: 'status, notifications, stars, followed threads, the order of rooms',
} as const satisfies Record<string, string>;

export type TokenRight = keyof typeof TOKEN_RIGHTS;
export const TOKEN_RIGHT_NAMES = Object.keys(TOKEN_RIGHTS) as [TokenRight, ...TokenRight[]];
export const isTokenRight = (word: string): word is TokenRight => Object.hasOwn(TOKEN_RIGHTS, word);
