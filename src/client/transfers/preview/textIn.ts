/** The first lines of a text, if the bytes are text. */

const LINES_MAX = 60;
/** Maximum UTF-16 code units per line. */
const LINE_MAX = 400;
/** Characters that do not occur in texts: control characters except line breaks, tabs and the escape of terminal colours. */
const BINARY = /[\0-\u0008\u000e-\u001a\u001c-\u001f\ufffe\uffff]/;

export interface Text {
  lines: string[];
  isCut: boolean;
}

/** @param isMore whether bytes follow, so that the last character may be cut */
export function textIn(bytes: Uint8Array, isMore: boolean): Text | undefined {
  const text = decoded(bytes, isMore);
  if (text === undefined || BINARY.test(text)) return undefined;
  const all = text.split(/\r\n|\r|\n/);
  if (all.at(-1) === '') all.pop();
  const lines = all.slice(0, LINES_MAX).map(line => (line.length > LINE_MAX ? `${line.slice(0, LINE_MAX)}…` : line));
  return {lines, isCut: isMore || all.length > LINES_MAX};
}

/** Decodes UTF-8, or UTF-16 with a byte order mark. */
function decoded(bytes: Uint8Array, isMore: boolean): string | undefined {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, {fatal: true}).decode(bytes, {stream: isMore});
  } catch {
    return undefined;
  }
}
