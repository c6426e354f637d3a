/** Makes text of clients storable. */

/** Replaces lone surrogates, and NUL, which ends a text in the oldest supported Node. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');
