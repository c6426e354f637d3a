/** What may stand in a field of one line. */

/** Control characters, line breaks and half of a pair go: nobody means them in a name, an address or a password. */
export const cleanField = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, '');

/** A paste usually brings space around what was meant. */
export const cleanPaste = (text: string): string => cleanField(text.trim());
