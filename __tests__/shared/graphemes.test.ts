/** Characters are cut as the language tables say, also where they are not asked. */
import {expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import {graphemesOf, segmentsOf, UNJOINED} from '../../src/shared/text/graphemes.ts';

const reference = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
const expectSame = (text: string) => {
  const wanted = Array.from(reference.segment(text));
  expect(Array.from(segmentsOf(text))).toEqual(wanted);
  expect(graphemesOf(text)).toEqual(wanted.map(({segment}) => segment));
  for (let index = -1; index <= text.length; index++) {
    expect(segmentsOf(text).containing(index)).toEqual(reference.segment(text).containing(index));
  }
};

const unjoined = Array.from({length: 0x1_00_00}, (_, code) => String.fromCharCode(code)).filter(one =>
  UNJOINED.test(one),
);

test('each of those that nothing joins is one, beside any other', () => {
  const text = [...unjoined, ...unjoined.toReversed()].join('');
  expect(graphemesOf(text)).toEqual(Array.from(reference.segment(text), ({segment}) => segment));
  fc.assert(fc.property(fc.array(fc.constantFrom(...unjoined), {maxLength: 12}), parts => expectSame(parts.join(''))));
});

test('with anything else among them they are joined as ever', () => {
  const joining = fc.constantFrom(
    '\r',
    '\n',
    '\u0301',
    '\u200D',
    '\uFE0F',
    '👩',
    '🇩',
    '🇪',
    '각',
    '\u1100',
    '\u11A8',
    'ि',
    'क',
    '\u0600',
  );
  const part = fc.oneof(joining, fc.constantFrom('a', '漢', '\u001B', '↔', '각', 'é'));
  fc.assert(fc.property(fc.array(part, {maxLength: 10}), parts => expectSame(parts.join(''))));
  expectSame('');
  expectSame('\u001B[1mna\u0308h\u001B[22m 👩‍👩‍👧 ok\r\n');
});
