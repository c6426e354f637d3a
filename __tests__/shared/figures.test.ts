/** Figures in sentences: grouped as people read them, and those of the limits that they are about. */
import {expect, test} from '@jest/globals';
import {isProfileName} from '../../src/client/profiles/profile.ts';
import {sentenceOf} from '../../src/shared/errors.ts';
import {FIXED_LIMITS, PREFERENCE_LIMITS} from '../../src/shared/limits.ts';
import {grouped} from '../../src/shared/text/figures.ts';

test.each([
  0,
  7,
  999,
  1_000,
  12_345,
  999_999,
  1_234_567,
  0.5,
  70.2,
  1_234.5,
  65_536.1,
  -1,
  -1_000,
  Number.MAX_SAFE_INTEGER,
])('%d is grouped as in English', number => {
  expect(grouped(number)).toBe(number.toLocaleString('en-US'));
});

test('sentences about what is too long have the limit in them', () => {
  const figureOf = (...of: Parameters<typeof sentenceOf>) =>
    Number(/(?:most|to) ([\d,]+) /.exec(sentenceOf(...of))?.[1]?.replaceAll(',', ''));
  expect(figureOf('description-too-long', '', 'shell')).toBe(FIXED_LIMITS.descriptionLengthMax);
  expect(figureOf('highlight-invalid', '', 'shell')).toBe(PREFERENCE_LIMITS.highlightWordLengthMax);
  const lettersMax = figureOf('profile-name-invalid', '', 'shell');
  expect([isProfileName('a'.repeat(lettersMax)), isProfileName('a'.repeat(lettersMax + 1))]).toEqual([true, false]);
});
