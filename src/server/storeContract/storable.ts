/** Makes text from clients storable. */

/** Replaces lone surrogates, and NUL, at which the oldest supported Node cuts text off. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');
