/** Cuts a text that the server would have refused, had it been able to read it. */
import {DEFAULT_LIMITS} from '../../../shared/limits.ts';

/** No operator changes it, and no client sends more; what the server says of it now is only its word. */
const BYTES_MAX = DEFAULT_LIMITS.messageBytesMax;

export function cutLong(text: string): string {
  // No code unit makes more than three bytes.
  if (text.length * 3 <= BYTES_MAX) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= BYTES_MAX) return text;
  // A character that is cut is left out.
  return `${new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes.subarray(0, BYTES_MAX), {stream: true})}…`;
}
