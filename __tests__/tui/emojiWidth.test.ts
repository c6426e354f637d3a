/** Emoji take as many columns as the library says that measures them, although ours does not build its list of all of them. */
import {expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import stringWidth from 'string-width';
// As it comes from the registry, without what the bundle says otherwise.
import widthBefore from '../../node_modules/string-width/index.js';

const differing = (texts: readonly string[]) => texts.filter(text => stringWidth(text) !== widthBefore(text));
const codePoints = (from: number, to: number) =>
  Array.from({length: to - from + 1}, (_, index) => String.fromCodePoint(from + index));
const matching = (pattern: RegExp) => codePoints(0, 0x1_ff_ff).filter(character => pattern.test(character));
const EMOJI = matching(/\p{Emoji}/u);
const FLAGS = codePoints(0x1_f1_e6, 0x1_f1_ff);
const TONES = codePoints(0x1_f3_fb, 0x1_f3_ff);

test('single characters, with and without the sign for a picture', () => {
  expect(differing(EMOJI)).toEqual([]);
  expect(differing(EMOJI.map(emoji => `${emoji}\uFE0F`))).toEqual([]);
  expect(differing(EMOJI.map(emoji => `${emoji}\uFE0E`))).toEqual([]);
});

test('keycaps, tones of skin and flags, also such as there are not', () => {
  expect(differing(EMOJI.flatMap(emoji => [`${emoji}\u20E3`, `${emoji}\uFE0F\u20E3`]))).toEqual([]);
  expect(differing(EMOJI.flatMap(emoji => TONES.map(tone => emoji + tone)))).toEqual([]);
  expect(differing(EMOJI.flatMap(emoji => TONES.map(tone => `${emoji}${tone}\uFE0F`)))).toEqual([]);
  expect(differing(FLAGS.flatMap(one => FLAGS.map(other => one + other)))).toEqual([]);
  const tagged = ['gbeng', 'gbsct', 'gbwls', 'usca', 'zz'].map(
    name => `🏴${Array.from(name, letter => String.fromCodePoint(0xe_00_00 + letter.charCodeAt(0))).join('')}\u{E007F}`,
  );
  expect(differing(tagged)).toEqual([]);
});

test('what is joined', () => {
  const joined = ['👨‍👩‍👧‍👦', '🏳️‍🌈', '🏳‍🌈', '❤️‍🔥', '👁️‍🗨️', '⛹🏻‍♀️', '🏴‍☠️', '🧑🏿‍❤️‍💋‍🧑🏻', '🐈‍⬛', '🙂‍↔️', '⛓️‍💥'];
  expect(joined.map(text => widthBefore(text))).toEqual(joined.map(() => 2));
  expect(differing(joined)).toEqual([]);
  const part = fc.constantFrom(...EMOJI, ...TONES, '\u200D', '\uFE0F', '\u20E3', 'e', '\u0301', '漢');
  fc.assert(fc.property(fc.array(part, {maxLength: 8}), parts => expect(differing([parts.join('')])).toEqual([])));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...EMOJI), {minLength: 2, maxLength: 4}), parts =>
      expect(differing([parts.join('\u200D'), parts.join('\uFE0F\u200D')])).toEqual([]),
    ),
  );
});
