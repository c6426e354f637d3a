/** Where code is in a message: one rule for the server, which counts mentions, and the screen, which draws it. */
import fc from '../support/suite/property.ts';
import {describe, expect, test} from '@jest/globals';
import {mentions, namesMentioned} from '../../src/shared/words/mention.ts';
import {messageLinksIn} from '../../src/shared/words/messageLink.ts';
import {codeIn, withoutCode, fenced} from '../../src/shared/text/code.ts';

const found = (text: string) =>
  codeIn(text).map(({kind, textFrom, textTo}) => `${kind} ${text.slice(textFrom, textTo)}`);

describe('code', () => {
  test.each([
    ['a `b` c', ['span b']],
    ['``a ` b``', ['span a ` b']],
    ['`a` and `b`', ['span a', 'span b']],
    ['not ` closed', []],
    ['not ` over\n` lines', []],
    ['\\`not`', []],
    ['a \\`` b ` c', ['span  b ']],
    ['```one line```', ['span one line']],
    ['```\na\n```', ['block a\n']],
    ['```ts\na\n```', ['block a\n']],
    ['```ts\na ``` b\n```\nc `d`', ['block a ``` b\n', 'span d']],
    ['````\n```\na\n```\n````', ['block ```\na\n```\n']],
    ['before ```\na\nb``` after', ['block a\nb']],
    ['```a b\nc\n```', ['block a b\nc\n']],
    ['```\nnever closed', []],
    ['> ```\n> a\n> ```', ['block > a\n> ']],
    ['```\r\na\r\n```\r\n', ['block a\r\n']],
    ['```js\nlet a\n```   \nend', ['block let a\n']],
  ])('in %j', (text, expected) => {
    expect(found(text).map(each => each.replace(/^(\w+) js\n|^(\w+) ts\n/, '$1 '))).toEqual(expected);
  });

  test('is found in time that grows as the text does, whatever it is made of', () => {
    const size = 65_536;
    const patterns = ['`', '` ', '`` ` ', '```\n', '``` ', '````\n```\n', '`a', '\\`', '``` a\n`` ', '>```\n'];
    for (const pattern of patterns) {
      const text = pattern.repeat(size / pattern.length);
      expect(
        codeIn(text).every(({from, to, textFrom, textTo}) => from < textFrom && textFrom <= textTo && textTo < to),
      ).toBe(true);
      expect(withoutCode(text)).toHaveLength(text.length);
    }
    const rising = Array.from({length: 360}, (_, length) => '`'.repeat(length)).join(' ');
    expect(codeIn(rising).length).toBeLessThan(360);
  });

  test('is in order, never overlaps, and stays code when it is fenced', () => {
    fc.assert(
      fc.property(fc.string({unit: fc.constantFrom('`', '```', '\n', 'a', ' ', '\\', '> '), maxLength: 40}), text => {
        let end = 0;
        for (const {from, textFrom, textTo, to} of codeIn(text)) {
          expect([from >= end, textFrom > from, textTo >= textFrom, to > textTo, to <= text.length]).not.toContain(
            false,
          );
          end = to;
        }
        const [block, ...others] = codeIn(fenced(text, 'ts'));
        expect(others).toEqual([]);
        expect(fenced(text, 'ts').slice(block?.textFrom, block?.textTo)).toBe(`${text.replace(/\n$/, '')}\n`);
      }),
    );
  });
});

describe('in code', () => {
  test.each([
    '`@bob`',
    'a `x @bob` b',
    '```\n@bob\n```',
    '```ts\nx\n@bob #dev/1',
    'say ```@bob```',
    '> ```\n> @bob\n> ```',
  ])('nobody is mentioned: %j', text => {
    const isCode = codeIn(text).length > 0;
    expect(mentions(text, 'bob')).toBe(!isCode);
    expect(namesMentioned(text, 10)).toEqual(isCode ? [] : ['bob']);
  });

  test('of several mentions those outside of code count', () => {
    expect(mentions('`@bob` @bob', 'bob')).toBe(true);
    expect(namesMentioned('`@ann` @bob ```\n@eve\n```\n@joe', 10)).toEqual(['bob', 'joe']);
  });

  test('nothing is a link', () => {
    expect(messageLinksIn('`#dev/12` #dev/13 ```\n#dev/14\n```').map(({seq}) => seq)).toEqual([13]);
  });
});
