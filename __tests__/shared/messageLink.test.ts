/** Links to messages: what is one, what is none, and what is hostile. */
import {describe, expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import {messageLinkOf, messageLinksIn, parseMessageLink, shortLinkOf} from '../../src/shared/words/messageLink.ts';

describe('a link to a message', () => {
  test.each([
    ['#lobby/12', {room: '#lobby', seq: 12}],
    ['@bob/1', {room: '@bob', seq: 1}],
    ['@bob,cid/1', {room: '@bob,cid', seq: 1}],
    ['@bob,cid,+3/1', {room: '@bob,cid,+3', seq: 1}],
    ['chat-tui://10.0.0.1/@bob,cid/1', {serverUrl: 'http://10.0.0.1:7420', room: '@bob,cid', seq: 1}],
    ['#Lobby/12', {room: '#lobby', seq: 12}],
    ['chat-tui://127.0.0.1/#dev/7', {serverUrl: 'http://127.0.0.1:7420', room: '#dev', seq: 7}],
    ['chat-tui://localhost:7500/#dev/7', {serverUrl: 'http://127.0.0.1:7500', room: '#dev', seq: 7}],
    ['CHAT-TUIS://chat.example.org/#dev/7', {serverUrl: 'https://chat.example.org:443', room: '#dev', seq: 7}],
    ['chat-tuis://example.org/chat/@bob/7', {serverUrl: 'https://example.org:443/chat', room: '@bob', seq: 7}],
    ['chat-tui://[::1]:7420/#dev/7', {serverUrl: 'http://[::1]:7420', room: '#dev', seq: 7}],
    ['chat-tui://10.0.0.1/#dev', {serverUrl: 'http://10.0.0.1:7420', room: '#dev'}],
  ])('%s is one', (text, link) => {
    expect(parseMessageLink(text)).toEqual(link);
  });

  test.each([
    ['no number', '#lobby'],
    ['zero', '#lobby/0'],
    ['a number below zero', '#lobby/-1'],
    ['a number that is too large', '#lobby/9007199254740993000'],
    ['a number with a point', '#lobby/1.5'],
    ['another number system', '#lobby/\u0661'],
    ['more behind it', '#lobby/1/2'],
    ['a step up', '#../1'],
    ['letters that look alike', '#l\u043Ebby/1'],
    ['a name that is too long', `#${'a'.repeat(65)}/1`],
    ['a person whom nobody can be', '@a/1'],
    ['several, one of whom nobody can be', '@bob,,cid/1'],
    ['more people alone', '@+3/1'],
    ['more people in the middle', '@bob,+3,cid/1'],
    ['several rooms', '#dev,ops/1'],
    ['another scheme', 'http://127.0.0.1/#lobby/1'],
    ['a script', 'javascript:alert(1)//#lobby/1'],
    ['a login before the host', 'chat-tui://good.example@evil.example/#lobby/1'],
    ['a room before the host', 'chat-tui://#good/1@evil.example/#lobby/1'],
    ['a query', 'chat-tui://evil.example/?x=1/#lobby/1'],
    ['a code of an invitation', 'chat-tui://evil.example/join#CODE/#lobby/1'],
    ['a backslash', 'chat-tui://evil.example\\good.example/#lobby/1'],
    ['a port that is none', 'chat-tui://evil.example:99999/#lobby/1'],
    ['space', 'chat-tui://evil.example /#lobby/1'],
    ['a control character', 'chat-tui://evil\u001B.example/#lobby/1'],
    ['writing from right to left', 'chat-tui://evil\u202Eexample/#lobby/1'],
    ['an end of a line', '#lobby/1\n'],
    ['no host', 'chat-tui:///#lobby/1'],
    ['a path out of the server', 'chat-tuis://a.example/../../etc/#lobby/1'],
    ['a whole book', `chat-tui://${'a'.repeat(1_000_000)}/#lobby/1`],
  ])('with %s is none', (_what, text) => {
    const link = parseMessageLink(text);
    // A path is made plain before it is used, as by every browser.
    expect(link === undefined || link.serverUrl === 'https://a.example:443/etc').toBe(true);
  });

  test('is read as it was written, and whatever is typed does no harm', () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{1,20}$/);
    const server = fc.constantFrom(
      'http://127.0.0.1:7420',
      'http://127.0.0.1:80',
      'https://a.example:443',
      'https://a.example:8443/x',
    );
    fc.assert(
      fc.property(
        server,
        fc.constantFrom('#', '@'),
        name,
        fc.integer({min: 1, max: 2 ** 40}),
        (serverUrl, sign, of, seq) => {
          const room = `${sign}${of}`;
          expect(parseMessageLink(messageLinkOf(serverUrl, room, seq))).toEqual({serverUrl, room, seq});
          expect(parseMessageLink(shortLinkOf(room, seq))).toEqual({room, seq});
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.string({unit: 'binary'}),
        fc.constantFrom('', '#', 'chat-tui://', 'chat-tuis://'),
        (text, start) => {
          const link = parseMessageLink(start + text);
          expect(link?.room ?? '#none').toMatch(/^(?:#[a-z0-9._-]{1,64}|@[a-z0-9._,+-]{1,64})$/);
        },
      ),
    );
  });
});

describe('links in a text', () => {
  test('are found where they stand by themselves, each once, without what ends the sentence', () => {
    const text =
      'See #dev/12, (chat-tui://10.0.0.1/#dev/13) and #dev/12! Not a#dev/1, x@bob/2, http://h/#dev/3 nor #dev.';
    expect(messageLinksIn(text)).toEqual([
      {room: '#dev', seq: 12},
      {serverUrl: 'http://10.0.0.1:7420', room: '#dev', seq: 13},
    ]);
  });

  test('of a text that is nothing but links are found up to a limit, at once', () => {
    const many = Array.from({length: 100_000}, (_, at) => `#dev/${at + 1}`).join(' ');
    expect(messageLinksIn(many)).toHaveLength(50);
    expect(messageLinksIn('#'.repeat(1_000_000))).toEqual([]);
    expect(messageLinksIn(`#${'a/'.repeat(500_000)}`)).toEqual([]);
  });
});
