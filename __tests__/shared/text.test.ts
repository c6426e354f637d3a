/** Foreign text made safe, measured, cut and wrapped. */
import {describe, expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import {clipColumns, columnsOf, fitColumns, wrapColumns} from '../../src/shared/text/columns.ts';
import {countGraphemes, display} from '../../src/shared/text/safeText.ts';
import {busyMs} from '../support/suite/busyTime.ts';

const FAMILY = '👨‍👩‍👧‍👦';
const SCOTLAND = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}';

describe('dangerous characters become visible marks', () => {
  test.each([
    ['an escape sequence', '\u001B[2Jx', '␛[2Jx'],
    ['a question to the terminal', 'a\u001B[6nb', 'a␛[6nb'],
    ['a title, ended by a bell', '\u001B]0;owned\u0007 after', '␛]0;owned␇ after'],
    ['the clipboard', '\u001B]52;c;aGk=\u001B\\', '␛]52;c;aGk=␛\\'],
    ['a device control string', '\u001BPq#0\u001B\\', '␛Pq#0␛\\'],
    ['the 8-bit forms', 'a\u009B2J\u009D0;x\u009C\u0090\u0085', 'a�2J�0;x���'],
    ['a sequence made of the pieces of two', '\u001B\u001B[31m[2J', '␛␛[31m[2J'],
    ['carriage return, backspace and others', 'a\rb\bc\u0000\u000B\u000C\u000E\u000F\u007F', 'a␍b␈c␀␋␌␎␏␡'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a�b�c'],
    ['direction marks', 'photo\u202Egnp.exe\u2066\u061C', 'photo�gnp.exe��'],
    ['zero-width characters', 'ad\u200Bmin\u2060\uFEFF', 'ad�min��'],
    ['a soft hyphen and fillers', 'a\u00ADb\u115F\u1160\u3164\uFFA0\u2800c', 'a�b�����c'],
    ['tag characters outside a flag', 'a\u{E0041}\u{E0042}', 'a��'],
    ['variation selectors without an emoji', 'a\uFE0Fb\uFE01', 'a�b�'],
    ['half a surrogate pair, and noncharacters', 'a\uD800b\uDC00c\uFFFE\u{1FFFF}', 'a�b�c��'],
    ['a joiner between letters that need none', 'a\u200Db\u200Cc', 'a�b�c'],
    ['a tab is space', 'a\tb', 'a    b'],
  ])('%s', (_title, input, expected) => {
    expect(display(input, 'block')).toBe(expected);
  });

  test.each([
    ['a family', FAMILY],
    ['a skin tone', '👍🏽'],
    ['a keycap', '1️⃣'],
    ['a heart', '❤️'],
    ['a country', '🇫🇷'],
    ['a region', SCOTLAND],
    ['Devanagari with a joiner', 'क्‍ष'],
    ['Persian with a non-joiner', 'می‌خواهم'],
    ['Chinese, Japanese, Korean', '漢字かな한글'],
    ['accents', 'Z\u0335a\u0301'],
  ])('what people write is left alone: %s', (_title, text) => {
    expect(display(text, 'line')).toBe(text);
  });

  test.each([
    ['a soft hyphen', 'Donau\u00ADdampf', 'Donaudampf'],
    ['a zero-width space', 'one\u200Btwo', 'onetwo'],
    ['a byte order mark', '\uFEFFhello\uFEFF', 'hello'],
    ['which form an ideograph has', '葛\u{E0100}城 辻\u{E0101}', '葛城 辻'],
    ['which form another letter has', '\u2229\uFE00 a\uFE01 ᠠ\u180B', '\u2229 a ᠠ'],
    ['a word joiner, and what joins nothing', 'a\u2060b\u034Fc\u2061d\u200De\u200Cf', 'abcdef'],
    ['an empty braille cell', 'a\u2800b', 'a b'],
    ['and nothing else of what is forbidden', 'a\u202Eb\u0007c\u3164d\u{E0041}', 'a�b␇c�d�'],
    ['and what is joined stays joined', `${FAMILY} می‌خواهم क्‍ष ❤️`, `${FAMILY} می‌خواهم क्‍ष ❤️`],
    ['a letter carries its mark over it', 'a\u200B\u0301', 'a\u0301'],
    ['line breaks', 'a\u00AD\nb', 'a\nb'],
  ])('in a message what is meant to be invisible is: %s', (_title, text, expected) => {
    expect(display(text, 'message')).toBe(expected);
    expect(display(display(text, 'message'), 'message')).toBe(expected);
  });

  test('in a message marks cannot be piled up by what is invisible between them', () => {
    expect(display(`a${'\u0301\u200B'.repeat(50)}`, 'message')).toBe(`a${'\u0301'.repeat(8)}�`);
    expect(display(`${'\u{1F468}\u200D\u00AD'.repeat(40)}`, 'message').length).toBeLessThan(2 * 40 + 40);
  });

  test('a line has no line break and no space around it; a block keeps its breaks', () => {
    expect(display(' a\nb ', 'line')).toBe('a b');
    expect(display(' a\nb ', 'block')).toBe(' a\nb ');
  });

  test('a character carries at most eight marks, and marks never reach what is left of them', () => {
    const marks = '\u0301'.repeat(10_000);
    expect(display(`a${marks}b`, 'line')).toBe(`a${'\u0301'.repeat(8)}�b`);
    expect(display(marks, 'line')).toBe(`◌${'\u0301'.repeat(8)}�`.replace(/^◌(.)(.+)$/u, '◌$1$2'));
    expect(columnsOf(display(`a${marks}b`, 'line'))).toBe(3);
  });

  test.each([
    ['people joined without end', '\u{1F468}\u200D'.repeat(7)],
    [
      'a flag at the end of a chain',
      `${'\u{1F468}\u200D'.repeat(4)}\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}`,
    ],
  ])('%s are cut so that nothing hangs in the air', (_title, text) => {
    const safe = display(text, 'block');
    expect(safe).toMatch(/\p{Emoji}\uFFFD+$/u);
    expect(display(safe, 'block')).toBe(safe);
  });

  test('nothing is left that a terminal acts on, whatever comes in', () => {
    const acting =
      /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF]/;
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          '\u001B',
          '[',
          ']',
          '\u009B',
          '\u0007',
          '\u200D',
          '\u202E',
          '\uD83D',
          '\u0301',
          FAMILY,
          'a',
          '\n',
        ),
        fc.string({unit: 'binary', maxLength: 2}),
      ),
      maxLength: 40,
    });
    fc.assert(
      fc.property(nasty, text => {
        const safe = display(text, 'block');
        expect(safe).not.toMatch(acting);
        expect(safe.isWellFormed()).toBe(true);
        expect(display(safe, 'block')).toBe(safe);
      }),
    );
  });
});

describe('columns', () => {
  test.each([
    ['hello', 5],
    ['漢字', 4],
    [FAMILY, 2],
    ['e\u0301', 1],
    ['🇫🇷', 2],
    ['1️⃣', 2],
    ['한글', 4],
    ['│●✓', 3],
    ['', 0],
  ])('%s takes %i', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  test('cut text ends in a sign that it was cut, and wide characters are never halved', () => {
    expect(clipColumns('hello', 5)).toBe('hello');
    expect(clipColumns('hello!', 5)).toBe('hell…');
    expect(clipColumns('漢字漢字', 6)).toBe('漢字…');
    expect(clipColumns('漢字', 0)).toBe('');
    expect(fitColumns('漢字漢字', 6)).toBe('漢字… ');
    expect(fitColumns('ab', 4)).toBe('ab  ');
  });
});

describe('wrapping', () => {
  test.each([
    ['between words', 'the quick brown fox', 10, ['the quick', 'brown fox']],
    ['inside a word only when it must', 'a looooooooooong one', 6, ['a', 'looooo', 'oooooo', 'ng one']],
    ['at wide characters', '漢字漢字', 5, ['漢字', '漢字']],
    ['lines stay lines', 'a\n\nb', 5, ['a', '', 'b']],
    ['code keeps its shape', '  two\n    four', 20, ['  two', '    four']],
    ['space at the end of a line goes', 'aaaa     bbbb', 6, ['aaaa', 'bbbb']],
    ['nothing is one empty line', '', 5, ['']],
    ['a wide character where there is no room for it', '漢', 1, ['�']],
  ])('%s', (_title, text, columns, expected) => {
    expect(wrapColumns(text, columns)).toEqual(expected);
  });

  test('no line is ever too wide, and no word is lost', () => {
    const word = fc.string({unit: fc.constantFrom('a', 'é', '漢', FAMILY, ' ', '한', '\n', 'b'), maxLength: 60});
    fc.assert(
      fc.property(word, fc.integer({min: 2, max: 20}), (text, columns) => {
        const lines = wrapColumns(text, columns);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(/[ \n]/g, ''));
      }),
    );
  });
});

describe('counting characters as a person does', () => {
  test('an emoji family is one', () => {
    expect(countGraphemes(FAMILY)).toBe(1);
    expect(countGraphemes(`${FAMILY}é漢`)).toBe(3);
  });

  test('counting stops soon after the limit', () => {
    expect(countGraphemes('é'.repeat(60_000), 4_000)).toBe(4_001);
    expect(countGraphemes('a'.repeat(60_000), 4_000)).toBe(4_001);
  });

  test('a text of few code units fits without being counted', () => {
    expect(countGraphemes('é'.repeat(100), 4_000)).toBeLessThanOrEqual(4_000);
  });
});

/**
 * Far above what it takes: a machine may be busy, a text whose cost explodes is another matter. Figures are for the bench and the
 * faults.
 */
const HANG_MS = 2_000;

describe('64 KiB of the worst is safe within a blink', () => {
  test.each([
    ['escapes', '\u001B'.repeat(65_536)],
    ['marks', '\u0301'.repeat(32_768)],
    ['families', FAMILY.repeat(2_600)],
    ['Chinese without a space', '漢'.repeat(21_845)],
    ['one long word', 'a'.repeat(65_536)],
    ['short words with accents', 'é b '.repeat(13_000)],
    ['empty lines with accents', 'é\n'.repeat(21_000)],
    ['spaces', ' '.repeat(65_536)],
  ])('%s', (_title, text) => {
    display('warm\u001Bé', 'block');
    let lines: readonly string[] = [];
    expect(busyMs(() => (lines = wrapColumns(display(text, 'block'), 61)))).toBeLessThan(HANG_MS);
    expect(lines.length).toBeGreaterThan(0);
  });
});
