/** Turns any foreign file name into a base name that is safe on all systems. */

/** Leaves room for ` (99)` and the ending of unfinished files within the 255 bytes of common file systems. */
const NAME_BYTES_MAX = 200;
const EXTENSION_BYTES_MAX = 32;

/** Control and formatting characters, halves of pairs, what looks like nothing, and what a path or Windows gives a meaning. */
const FORBIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u115F\u1160\u2800\u3164\uFFA0<>:"|?*]/gu;
/** @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** The longest beginning that fits, never half a character. */
function cutBytes(text: string, maxBytes: number): string {
  if (bytesOf(text) <= maxBytes) return text;
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
}

/** `['report', '.pdf']`; the second is empty when there is no ending worth keeping. */
function splitExtension(name: string): [string, string] {
  const found = /^(.+?)((?:\.tar)?\.[^.\s]+)$/su.exec(name);
  const [, stem = '', extension = ''] = found ?? [];
  return found && bytesOf(extension) <= EXTENSION_BYTES_MAX ? [stem, extension] : [name, ''];
}

/** Never empty, never hidden, never a path, in one Unicode form, at most 200 bytes; a safe name comes back as it is. */
export function safeName(foreign: string): string {
  const last =
    foreign
      .slice(0, 8_192)
      .split(/[/\\]/)
      .findLast(part => part.trim() !== '') ?? '';
  const clean = last
    .normalize('NFC')
    .replaceAll(FORBIDDEN, '_')
    .replaceAll(/\s/gu, ' ')
    .replace(/^[.\s]+/u, '')
    .replace(/[.\s]+$/u, '')
    .replace(/^[-~]/, '_');
  if (clean === '') return 'file';
  const [stem, extension] = splitExtension(RESERVED.test(clean) ? `_${clean}` : clean);
  return cutBytes(stem, NAME_BYTES_MAX - bytesOf(extension)).trimEnd() + extension;
}

/** `name.txt`, then `name (1).txt`, `name (2).txt`, … */
export function numberedName(name: string, number: number): string {
  if (number === 0) return name;
  const [stem, extension] = splitExtension(name);
  return `${stem} (${number})${extension}`;
}
