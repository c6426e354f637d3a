/** Where a word of one's own stands in a text. */
import {expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import {highlighted, highlightsOf, isHighlighted} from '../../src/shared/words/highlight.ts';

const wordsOf = (...highlightWords: string[]) => highlightsOf({highlightWords, highlightsName: false}, 'bob');
const rings = (text: string, ...words: string[]) => isHighlighted(text, wordsOf(...words));

test.each([
  ['the deploy is done', 'deploy', true],
  ['DEPLOY!', 'deploy', true],
  ['deployed', 'deploy', false],
  ['redeploy', 'deploy', false],
  ['deploy_now', 'deploy', false],
  ['pre-deploy/post', 'deploy', true],
  ['`deploy`', 'deploy', false],
  ['```\ndeploy\n```', 'deploy', false],
  ['https://example.org/deploy', 'deploy', false],
  ['über alles', 'ber', false],
  ['ÜBER', 'über', true],
  ['naı̈f deploý', 'deploy', false],
  ['release 2 is out', 'Release 2', true],
  ['release 20', 'release 2', false],
  ['I write C++ here', 'c++', true],
  ['私は東京に住む', '東京', true],
  ['привет мир', 'мир', true],
  ['миров', 'мир', false],
  ['👍 yes', '👍', true],
  ['@bob and bob.', 'bob', true],
  ['', 'deploy', false],
])('%j with %j: %s', (text, word, expected) => expect(rings(text, word)).toBe(expected));

test('the own name without @ is a setting', () => {
  const own = (highlightsName: boolean) => highlightsOf({highlightWords: [], highlightsName}, 'bob');
  expect([isHighlighted('ask Bob', own(true)), isHighlighted('ask Bob', own(false))]).toEqual([true, false]);
});

test('a text that is made to be slow is looked at only so far', () => {
  const words = Array.from({length: 40}, (_, index) => 'x'.repeat(index + 1));
  const text = 'x '.repeat(30_000);
  let found = 0;
  for (const _ of highlighted(text, wordsOf(...words)!)) found++;
  expect(found).toBeLessThanOrEqual(20_000);
});

test('what is found is a word of the text, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'ab', 'é', 'İ', '語', '👍', ' ', '`', '\u0301', '_')), pieces => {
      const text = pieces.join('');
      const own = wordsOf('ab', '語', '👍')!;
      for (const {at, word} of highlighted(text, own))
        expect(text.slice(at, at + word.length).toLowerCase()).toBe(word);
    }),
  );
});
