/** Server addresses and join links as people type them. */
import {describe, expect, test} from '@jest/globals';
import {joinLinkOf, parseAddress, urlOf} from '../../src/shared/address.ts';

describe('an address', () => {
  test.each([
    ['chat.example.org', 'https://chat.example.org:7420'],
    ['chat.example.org:80', 'https://chat.example.org:80'],
    ['chat.example.org:9000', 'https://chat.example.org:9000'],
    ['  10.0.0.7 ', 'https://10.0.0.7:7420'],
    ['localhost', 'http://127.0.0.1:7420'],
    ['http://localhost:7421/', 'http://127.0.0.1:7421'],
    ['http://chat.example.org', 'http://chat.example.org:7420'],
    ['http://chat.example.org:80/', 'http://chat.example.org:80'],
    ['https://chat.example.org', 'https://chat.example.org:443'],
    ['HTTPS://Chat.Example.org:8443', 'https://chat.example.org:8443'],
    ['::1', 'http://[::1]:7420'],
    ['[::1]:9000', 'http://[::1]:9000'],
    ['bücher.example', 'https://xn--bcher-kva.example:7420'],
    ['http://10.0.0.7:7420/join', 'http://10.0.0.7:7420'],
    ['chat.example.org:443', 'https://chat.example.org:443'],
    ['[2001:db8::1]:9000', 'https://[2001:db8::1]:9000'],
    ['127.1.2.3', 'http://127.1.2.3:7420'],
    ['wss://chat.example.org', 'https://chat.example.org:443'],
    ['ws://chat.example.org', 'http://chat.example.org:7420'],
    ['https://example.org/team/chat', 'https://example.org:443/team/chat'],
    ['https://example.org/team/chat/', 'https://example.org:443/team/chat'],
    ['https://example.org/team/chat/join', 'https://example.org:443/team/chat'],
    ['https://example.org/./a/../chat', 'https://example.org:443/chat'],
  ])('%s means %s', (typed, serverUrl) => {
    expect(parseAddress(typed)).toEqual({serverUrl});
  });

  test.each([
    '',
    ' ',
    '#lobby',
    'two words',
    'ftp://host',
    'host/path',
    'http://host/?q=1',
    'https://host/a//b',
    'https://host/%2e%2e%2fx',
    'https://host/a b',
    `https://host/${'x'.repeat(65)}`,
    `https://host${'/x'.repeat(9)}`,
    'https://host/join#sha256-short',
    `https://host/join#CODE.sha256-${'A'.repeat(44)}`,
    `https://host/join#sha256-${'A'.repeat(43)}.CODE`,
    `https://host/join#A.B.sha256-${'A'.repeat(43)}`,
    'user:word@host',
    'host:99999',
    'a\u001b[2Jb',
  ])('%j is refused', typed => {
    expect(() => parseAddress(typed)).toThrow(/is not a server address/);
  });

  test('a join link gives back its code', () => {
    const link = joinLinkOf({serverUrl: 'http://10.0.0.7:7420', inviteCode: 'Ab_-9'});
    expect(parseAddress(link)).toEqual({serverUrl: 'http://10.0.0.7:7420', inviteCode: 'Ab_-9'});
  });

  test.each([{}, {inviteCode: 'Ab_-9'}, {ownerCode: `own_${'x'.repeat(43)}`}])(
    'a link gives back the fingerprint of the key beside %j',
    code => {
      const address = {serverUrl: 'https://10.0.0.7:7420/chat', ...code, fingerprint: 'A'.repeat(43)};
      expect(parseAddress(joinLinkOf(address))).toEqual(address);
    },
  );

  test('a code of other characters is refused', () => {
    expect(() => parseAddress('http://host:1/join#%3Cscript%3E')).toThrow(/is not a server address/);
  });

  test('an IPv6 host gets its brackets', () => {
    expect(urlOf('::1', 7420)).toBe('http://[::1]:7420');
  });
});
