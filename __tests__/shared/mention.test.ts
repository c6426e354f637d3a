/** Who is mentioned: one rule for the server, which counts, and the screen, which marks. */
import {describe, expect, test} from '@jest/globals';
import {findMentions, mentions, NAME_TRIES_MAX, namesMentioned, nameTries} from '../../src/shared/words/mention.ts';

describe('bob is mentioned', () => {
  test.each([
    '@bob',
    'hi @bob!',
    'hi @BOB.',
    '(@bob)',
    '“@bob”',
    '@ann/@bob',
    '@bob, see https://example.org/x',
    'see https://example.org/x @bob',
    '<https://example.org/x>@bob',
    '@bobさん',
    'cc:@bob',
    '👍@bob',
    'either/@bob',
    '@bob...',
    'v1.2 @bob',
  ])('in %j', text => {
    expect(mentions(text, 'bob')).toBe(true);
    expect(namesMentioned(text, 50)).toContain('bob');
  });
});

describe('bob is not mentioned', () => {
  test.each([
    'café@bob',
    'cafe\u0301@bob',
    'ünal.ö@bob',
    'пример@bob',
    '日本@bob',
    '𝐱@bob',
    '٣@bob',
    'mail@bob',
    '@@bob',
    '@bobby',
    '@bobé',
    '@bob\u0301',
    '@bob.smith',
    '@bob_',
    'https://social.example/@bob',
    'HTTPS://social.example/@bob/1',
    '(see https://social.example/@bob)',
    'social.example/@bob',
    '(social.example:8443/@bob)',
    'www.example.org/@bob',
    'mailto:@bob',
    'git+ssh://host/@bob',
    'see:https://social.example/@bob',
    'https://user:@bob:x/',
    'npm.example/package/@bob/tool',
  ])('in %j', text => {
    expect(mentions(text, 'bob')).toBe(false);
    expect(namesMentioned(text, 50)).not.toContain('bob');
  });
});

test('places stay right where lower case is longer', () => {
  expect(findMentions('İ @Bob @bob', 'bob')).toEqual([2, 7]);
});

test('long texts of what could begin a link or a name are looked through once', () => {
  const size = 65_536;
  for (const part of ['-', 'a.', 'a', '@b', 'a:', '/', '@b-', 'é', '@', '.']) {
    const text = part.repeat(size / part.length);
    expect(namesMentioned(`${text} @ann`, 50).length).toBeLessThanOrEqual(50);
    expect(mentions(`${text} @ann`, 'ann')).toBe(true);
  }
});

test('so many names are tried in one text and no more, whatever it is made of', () => {
  const size = 65_536;
  for (const part of [`@ab${'-'.repeat(29)} `, '@ab- ', '@ab ', '@ab.-_.', `@a${'.'.repeat(38)} `]) {
    const tries = [...nameTries(part.repeat(Math.ceil(size / part.length)))];
    expect(tries.length).toBeLessThanOrEqual(NAME_TRIES_MAX);
  }
  // The first ones count.
  expect(namesMentioned(`@ann ${`@ab${'-'.repeat(29)} `.repeat(2_000)}`, 50)).toContain('ann');
});
