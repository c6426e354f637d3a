/** What may stand in a field of one line. */

/** Control characters, line breaks and half of a pair go: nobody means them in a name, an address or a password. */
export const cleanField = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, '');

/** A paste usually brings space and line breaks around what was meant; of several lines the first is taken. */
export const cleanPaste = (text: string): string => cleanField(text.trim().split(/[\r\n]/, 1)[0] ?? '');
