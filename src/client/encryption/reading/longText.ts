/** Cuts an overlong text of an encrypted message, which the server could not check. */
import {DEFAULT_LIMITS} from '../../../shared/limits.ts';

/** The default limit, which no client exceeds; the server's own value is not trusted here. */
const BYTES_MAX = DEFAULT_LIMITS.messageBytesMax;

export function cutLong(text: string): string {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  if (text.length * 3 <= BYTES_MAX) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= BYTES_MAX) return text;
  // `stream` drops a character whose bytes were cut.
  return `${new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes.subarray(0, BYTES_MAX), {stream: true})}…`;
}
