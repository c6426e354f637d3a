/** Decodes text of other programs: UTF-8, or UTF-16 with a byte order mark; Windows line ends are accepted. */

/** Byte order marks and the encodings that they mean. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** Returns text without byte order mark and with `\n` line ends; `undefined` for binary data. */
export function toPlainText(bytes: Uint8Array): string | undefined {
  const encoding = MARKS.find(([mark]) => mark.every((byte, at) => bytes[at] === byte))?.[1] ?? 'utf-8';
  // The decoder removes the mark. Invalid UTF-8 becomes replacement characters, so that the rest stays readable.
  const text = new TextDecoder(encoding).decode(bytes);
  // NUL means binary data, as for grep and diff.
  return text.includes('\0') ? undefined : withPlainLines(text);
}

/** `\r\n` is one line break. */
export const withPlainLines = (text: string): string => text.replaceAll('\r\n', '\n');
