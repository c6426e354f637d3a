/** Links in messages on a terminal that can open them: what is written to it. */
import {expect, test} from '@jest/globals';
import {messageLinkOf} from '../../src/shared/words/messageLink.ts';
import {createHyperlinks, hasHyperlinks} from '../../src/tui/terminal/hyperlinks.ts';
import {member} from '../client/support/member.ts';
import {ctrl, ENTER, pilot, UP} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

const OPENED = /\u001B\]8;id=(\d+);([^\u001B]*)\u001B\\/g;
const openedIn = (raw: string) => [...raw.matchAll(OPENED)].map(([, id, href]) => ({id, href}));

test('each piece of a wrapped link leads to the same place under the same number, beside wide characters, too', async () => {
  const chat = await world();
  const bob = await chat.person('bob');
  const made = await member(chat.url, 'alice');
  const alice = await pilot(made.client, {columns: 50, rows: 20});
  const long = `https://example.com/${'path/'.repeat(14)}end`;
  await chat.say(
    bob,
    1,
    `日本 ${long} and **https://b.example/** 東京 [x](https://аpple.com/), chat-tui://c.example/#r/1. #lobby/12, \`#lobby/13\``,
  );
  await alice.until('chat-tui://c');
  const opened = openedIn(alice.raw());
  const ofLong = opened.filter(({href}) => href === long);
  expect(ofLong.length).toBeGreaterThan(1);
  expect(new Set(ofLong.map(({id}) => id)).size).toBe(1);
  expect(new Set(opened.map(({href}) => href))).toEqual(
    new Set([
      long,
      'https://b.example/',
      'https://xn--pple-43d.com/',
      'chat-tui://c.example/#r/1',
      messageLinkOf(chat.url, '#lobby', 12),
    ]),
  );
  // Where it leads is to be seen; every link ends in the row it began in.
  await alice.until('(https://xn--pple-43d.com/)');
  for (const row of alice.raw().split('\n')) {
    const marks = [...row.matchAll(/\u001B\]8;([^;]*);/g)].map(([, id]) => id);
    expect(marks.at(-1) ?? '').toBe('');
  }
  expect(alice.raw()).not.toContain('48;5;1');
  expect(alice.droppedCount()).toBe(0);
  // What is chosen is one piece of inverse text, and what is copied is what was written.
  await alice.press(ctrl('s'), UP, 'y', ENTER);
  expect(alice.droppedCount()).toBe(0);
});

test('a target with anything in it but visible characters is text; of very many links the oldest are', () => {
  const links = createHyperlinks();
  for (const href of [
    'https://a\u001B\\b',
    'https://a b',
    'https://ä.example',
    'ftp://a',
    `https://${'x'.repeat(3_000)}`,
  ])
    expect(links.styled(href, 'text')).toBe('text');
  const first = links.styled('https://a.example', 'text');
  expect(links.written(first)).toBe('\u001B]8;id=1000;https://a.example\u001B\\text\u001B]8;;\u001B\\');
  for (let number = 0; number < 3_000; number++) links.styled(`https://a.example/${number}`, 'text');
  expect(links.written(first)).not.toContain('example');
});

test.each([
  [{TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app'}, true],
  [{TERM: 'xterm-256color', VTE_VERSION: '6800'}, true],
  [{TERM: 'xterm-256color', VTE_VERSION: '5000'}, false],
  [{TERM: 'foot'}, true],
  [{TERM: 'xterm-kitty'}, true],
  [{TERM: 'tmux-256color', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.5a', VTE_VERSION: '6800'}, true],
  [{TERM: 'screen-256color', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.3a', VTE_VERSION: '6800'}, false],
  [{TERM: 'screen', STY: '1.pts', VTE_VERSION: '6800'}, false],
  [{TERM: 'linux'}, false],
  [{TERM: 'xterm-256color'}, false],
  [{}, false],
])('%j: %p', (env, has) => expect(hasHyperlinks(env)).toBe(has));
