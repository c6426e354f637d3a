/** Terminals with a charset other than UTF-8: which characters they have, substitutes for the rest, and decoding their keys. */
import {TextDecoder} from 'node:util';
import {columnsOf} from '../../shared/text/columns.ts';
import {segmentsOf} from '../../shared/text/graphemes.ts';
import {asciiSign} from '../../shared/text/ownSigns.ts';

export interface Charset {
  /** Name as in the locale. */
  name: string;
  encode(text: string): Uint8Array;
  /** @param bytes one byte per character; an incomplete character waits for the next call */
  decode(bytes: string): string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Absent if the locale is UTF-8 or unset; then UTF-8 is assumed. */
export function charsetFrom(env: Env): Charset | undefined {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find(value => (value ?? '') !== '') ?? '';
  if (locale === '' || /utf-?8/i.test(locale)) return undefined;
  return charsetOf(nameOf(locale));
}

/** Charset of a locale without one, by language; all other languages are Western European. */
const BY_LANGUAGE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['bs', 'cs', 'hr', 'hu', 'pl', 'ro', 'sk', 'sl'].map(language => [language, 'ISO-8859-2'])),
  ...Object.fromEntries(['be', 'bg', 'mk', 'ru', 'sr', 'uk'].map(language => [language, 'ISO-8859-5'])),
  el: 'ISO-8859-7',
  he: 'ISO-8859-8',
  ja: 'EUC-JP',
  ko: 'EUC-KR',
  lt: 'ISO-8859-13',
  lv: 'ISO-8859-13',
  th: 'TIS-620',
  tr: 'ISO-8859-9',
  zh: 'GB2312',
};
const ASCII = 'ASCII';

/** `de_DE.ISO-8859-15@euro` → `ISO-8859-15`. */
function nameOf(locale: string): string {
  const [, language = '', codeset, variant] = /^([^_.@]*)[^.@]*(?:\.([^@]*))?(?:@(.*))?$/.exec(locale) ?? [];
  if (codeset !== undefined) return /^(?:ascii|us-ascii|ansi_x3.*|c|posix)$/i.test(codeset) ? ASCII : codeset;
  if (['C', 'POSIX'].includes(language)) return ASCII;
  return variant === 'euro' ? 'ISO-8859-15' : (BY_LANGUAGE[language] ?? 'ISO-8859-1');
}

function charsetOf(name: string): Charset {
  const decoder = decoderOf(name);
  let bytesOf: ReadonlyMap<string, readonly number[]> | undefined;
  const utf8 = new TextDecoder('utf-8');
  return {
    name,
    encode(text) {
      bytesOf ??= decoder === undefined ? new Map() : tableOf(decoder);
      return encodeWith(bytesOf, text);
    },
    // If the locale only promises ASCII, other bytes are most likely UTF-8 anyway.
    decode: bytes => (decoder ?? utf8).decode(Buffer.from(bytes, 'latin1'), {stream: true}),
  };
}

function decoderOf(name: string): TextDecoder | undefined {
  if (name === ASCII) return undefined;
  const label = name.toLowerCase().replace(/^iso-?8859-?(\d+)$/, 'iso-8859-$1');
  try {
    return new TextDecoder(
      label
        .replace(/^koi8-?/, 'koi8-')
        .replace(/^euc-?/, 'euc-')
        .replace(/^cp125/, 'windows-125'),
    );
  } catch {
    return undefined;
  }
}

/**
 * Bytes of each character: single bytes and pairs. Bytes from 0x80 to 0x9F are left out, because some terminals treat them as
 * control codes.
 */
function tableOf(decoder: TextDecoder): ReadonlyMap<string, readonly number[]> {
  const table = new Map<string, readonly number[]>();
  const note = (bytes: readonly number[]) => {
    const character = decoder.decode(Uint8Array.from(bytes));
    if (Array.from(character).length === 1 && character > '~' && character !== '\uFFFD') {
      if (!table.has(character)) table.set(character, bytes);
    }
  };
  for (let byte = 0xa0; byte <= 0xff; byte++) note([byte]);
  if (!/^(?:euc|gb|big5|shift)/.test(decoder.encoding)) return table;
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail < 0x7f || trail > 0xa0) note([lead, trail]);
  }
  return table;
}

function encodeWith(bytesOf: ReadonlyMap<string, readonly number[]>, text: string): Uint8Array {
  // eslint-disable-next-line no-control-regex -- All of ASCII is the same in every charset, controls too.
  if (/^[\u0000-\u007F]*$/.test(text)) return Buffer.from(text, 'latin1');
  const bytes: number[] = [];
  for (const {segment} of segmentsOf(text)) {
    const known = bytesOf.get(segment.normalize('NFC'));
    if (known !== undefined) bytes.push(...known);
    else for (const character of asciiOf(segment)) bytes.push(character.charCodeAt(0));
  }
  return Uint8Array.from(bytes);
}

/** ASCII substitute with the same width. */
function asciiOf(segment: string): string {
  // eslint-disable-next-line no-control-regex -- See above.
  if (/^[\u0000-\u007F]*$/.test(segment)) return segment;
  return asciiSign(segment) ?? '?'.repeat(columnsOf(segment));
}
