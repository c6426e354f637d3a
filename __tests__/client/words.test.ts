/** Command lines are cut into words the way a shell does, and forgivingly. */
import {expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import {quoteWord, splitWords, typedWordsOf} from '../../src/client/input/words.ts';

test.each([
  ['', []],
  ['   ', []],
  ['one two', ['one', 'two']],
  ['  one \t two\n', ['one', 'two']],
  ['"two words" three', ['two words', 'three']],
  ["'two words' three", ['two words', 'three']],
  ['two\\ words', ['two words']],
  ['a"b c"d', ['ab cd']],
  ['"say \\"hi\\""', ['say "hi"']],
  ["don't stop", ["don't", 'stop']],
  ['half "open', ['half', '"open']],
  ['C:\\Users\\ann\\file.txt', ['C:\\Users\\ann\\file.txt']],
  ['"" after', ['', 'after']],
  ['über 日本 👩‍👧', ['über', '日本', '👩‍👧']],
  ['end\\', ['end\\']],
])('%j is read as %j', (text, words) => {
  expect(typedWordsOf(text)).toEqual(words);
});

test('a quoted word is read back as it was, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({minLength: 1, unit: fc.constantFrom('a', ' ', '"', "'", '\\', '/', 'é')}), value => {
      expect(typedWordsOf(`before ${quoteWord(value)} after`)).toEqual(['before', value, 'after']);
    }),
  );
});

test('every word knows where it stands, and between words there is only space', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const words = splitWords(text);
      const between = words.map(({start}, index) => text.slice(words[index - 1]?.end ?? 0, start));
      expect([...between, text.slice(words.at(-1)?.end ?? 0)].join('').trim()).toBe('');
      expect(words.every(({start, end}) => end > start)).toBe(true);
    }),
  );
});
