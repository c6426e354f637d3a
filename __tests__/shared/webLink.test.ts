/** Links: where they lead, and what of them is shown. */
import {expect, test} from '@jest/globals';
import {webLinkOf} from '../../src/shared/words/webLink.ts';

test.each([
  ['https://example.com/a?b=c;d#e', 'https://example.com/a?b=c;d#e', undefined],
  ['HTTP://Example.COM:80/x', 'http://example.com/x', undefined],
  ['https://bücher.de/ü', 'https://xn--bcher-kva.de/%C3%BC', undefined],
  ['https://пример.рф/', 'https://xn--e1afmkfd.xn--p1ai/', undefined],
  ['https://東京タワー.jp/', 'https://xn--5ck2eqb538s34z.jp/', undefined],
  // Cyrillic letters that look like Latin ones, among Latin ones and alone.
  ['https://аpple.com/login', 'https://xn--pple-43d.com/login', 'https://xn--pple-43d.com/login'],
  ['https://аррӏе.com', 'https://xn--80ak6aa92e.com/', 'https://xn--80ak6aa92e.com'],
  ['https://аррӏе.com:8443/a', 'https://xn--80ak6aa92e.com:8443/a', 'https://xn--80ak6aa92e.com:8443/a'],
  // What it means is not what is read.
  ['https://0x7f.1/', 'https://127.0.0.1/', 'https://127.0.0.1/'],
  ['https://%61pple.com/', 'https://apple.com/', 'https://apple.com/'],
  ['https://ｅxample.com/', 'https://example.com/', 'https://example.com/'],
  ['https://bank.example\\@evil.example/', 'https://bank.example/@evil.example/', undefined],
  ['chat-tui://chat.example/#room/12', 'chat-tui://chat.example/#room/12', undefined],
  ['chat-tuis://chat.example/@bob/3', 'chat-tuis://chat.example/@bob/3', undefined],
])('%s', (written, href, shown = written) => expect(webLinkOf(written)).toEqual({href, shown}));

test.each([
  'https://bank.example@evil.example/',
  'https://a\uFFFD.example/',
  'https://a.example/\u241B]8;;x',
  'https://exa mple',
  'https://',
  'https://[::1',
  `https://a.example/${'x'.repeat(2_000)}`,
  `https://a.example/${'ü'.repeat(700)}`,
  'chat-tui://a@b/#room/1',
  'chat-tui://chat.example/',
  'chat-tui://chat.example/#room/0',
  'ftp://a.example/',
  'javascript://a.example/%0Aalert(1)',
  'file:///etc/passwd',
])('%s leads nowhere', written => expect(webLinkOf(written)).toEqual({shown: written}));
