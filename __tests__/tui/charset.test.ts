/** Terminals of locales that are not UTF-8. */
import {expect, test} from '@jest/globals';
import {columnsOf} from '../../src/shared/text/columns.ts';
import {charsetFrom} from '../../src/tui/terminal/charset.ts';

test.each([
  [{}, undefined],
  [{LANG: ''}, undefined],
  [{LANG: 'C.UTF-8'}, undefined],
  [{LANG: 'de_DE.utf8'}, undefined],
  [{LC_CTYPE: 'UTF-8'}, undefined],
  [{LANG: 'C', LC_ALL: 'C.UTF-8'}, undefined],
  [{LANG: 'C.UTF-8', LC_ALL: 'C'}, 'ASCII'],
  [{LANG: 'C.UTF-8', LC_CTYPE: 'POSIX'}, 'ASCII'],
  [{LANG: 'en_US.US-ASCII'}, 'ASCII'],
  [{LANG: 'de_DE'}, 'ISO-8859-1'],
  [{LANG: 'de_DE@euro'}, 'ISO-8859-15'],
  [{LANG: 'de_DE.ISO-8859-15@euro'}, 'ISO-8859-15'],
  [{LANG: 'ru_RU'}, 'ISO-8859-5'],
  [{LANG: 'ru_RU.KOI8-R'}, 'KOI8-R'],
  [{LANG: 'ja_JP.eucJP'}, 'eucJP'],
  [{LANG: 'xx_XX.no-such-charset'}, 'no-such-charset'],
])('%j is %s', (env, name) => {
  expect(charsetFrom(env)?.name).toBe(name);
});

test.each([
  ['de_DE.ISO-8859-1', 'Grüße × ·', [0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0xd7, 0x20, 0xb7]],
  ['de_DE.ISO-8859-15', '€', [0xa4]],
  ['de_DE.iso88591', 'ä', [0xe4]],
  ['ru_RU.KOI8-R', 'да', [0xc4, 0xc1]],
  ['ru_RU.CP1251', 'да', [0xe4, 0xe0]],
  ['ja_JP.EUC-JP', '漢字', [0xb4, 0xc1, 0xbb, 0xfa]],
  ['zh_CN.GB2312', '汉', [0xba, 0xba]],
  ['zh_TW.Big5', '漢', [0xba, 0x7e]],
  ['ko_KR.eucKR', '한', [0xc7, 0xd1]],
])('%s has %s', (locale, text, bytes) => {
  const charset = charsetFrom({LANG: locale});
  expect(Array.from(charset?.encode(text) ?? [])).toEqual(bytes);
  const typed = Array.from(bytes, byte => charset?.decode(String.fromCharCode(byte)) ?? '').join('');
  expect(typed).toBe(text);
});

test('what a charset does not have takes as many columns as ever, and nothing in it commands the terminal', () => {
  const text = '\u001B[38;5;44m✓ │ 漢 👨‍👩‍👧 e\u0301 น้ำ ≥ Ђ\u001B[39m';
  for (const locale of [
    'C',
    'de_DE.ISO-8859-1',
    'ru_RU.KOI8-R',
    'ru_RU.CP1251',
    'zh_CN.GBK',
    'ja_JP.Shift_JIS',
    'xx.none',
  ]) {
    const bytes = Array.from(charsetFrom({LANG: locale})?.encode(text) ?? []);
    expect([locale, bytes.filter(byte => byte >= 0x80 && byte < 0xa0)]).toEqual([locale, []]);
  }
  const ascii = Buffer.from(charsetFrom({LANG: 'C'})?.encode('✓ │ 漢 👨‍👩‍👧 e\u0301 น้ำ') ?? []).toString('latin1');
  expect(ascii).toBe('v | ?? ?? ? ??');
  expect(ascii).toHaveLength(columnsOf('✓ │ 漢 👨‍👩‍👧 e\u0301 น้ำ'));
});
