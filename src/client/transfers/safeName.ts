/** Turns any file name from others into a base name that is safe on all systems. */

/** Maximum bytes: leaves room for ` (99)` and the ending of partial files within the 255 bytes of common file systems. */
const NAME_BYTES_MAX = 200;
const EXTENSION_BYTES_MAX = 32;

/**
 * Control and format characters, lone surrogates, invisible characters, and characters with a meaning in paths or on Windows.
 */
const FORBIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u115F\u1160\u2800\u3164\uFFA0<>:"|?*]/gu;
/** @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** Cuts a text to `maxBytes` bytes of UTF-8 without splitting a character. */
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

/** Splits off the extension: `['report', '.pdf']`; the second is empty when there is none, or it is too long. */
function splitExtension(name: string): [string, string] {
  const found = /^(.+?)((?:\.tar)?\.[^.\s]+)$/su.exec(name);
  const [, stem = '', extension = ''] = found ?? [];
  return found && bytesOf(extension) <= EXTENSION_BYTES_MAX ? [stem, extension] : [name, ''];
}

/**
 * A name that is never empty, hidden or a path, in one Unicode form, with at most 200 bytes; a safe name is returned
 * unchanged.
 */
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
