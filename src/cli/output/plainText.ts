/** Decodes text of other programs: UTF-8, or UTF-16 with a byte order mark; Windows line ends are accepted. */

/** Bytes at the beginning that say how the rest is written. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** Without the byte order mark, every line ended by `\n`; `undefined` for binary data. */
export function toPlainText(bytes: Uint8Array): string | undefined {
  const encoding = MARKS.find(([mark]) => mark.every((byte, at) => bytes[at] === byte))?.[1] ?? 'utf-8';
  // The decoder takes the mark away. Bytes that are no UTF-8 become signs: of a program's output with a foreign letter the
  // rest can be read.
  const text = new TextDecoder(encoding).decode(bytes);
  // What tells text from data for grep and diff as well.
  return text.includes('\0') ? undefined : withPlainLines(text);
}

/** `\r\n` is one line break. */
export const withPlainLines = (text: string): string => text.replaceAll('\r\n', '\n');
