/** Makes text of clients storable. */

/** Without halves of characters and without NUL, which the oldest runtime that is supported takes for the end of a text. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');
