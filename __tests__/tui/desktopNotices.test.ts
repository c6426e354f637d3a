/**
 * Notices of the desktop: by the terminal in its own form, through tmux and screen, or by a program; never more than text, and
 * not in a flood.
 */
import {expect, test} from '@jest/globals';
import {chmodSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {notifyDesktop} from '../../src/cli/desktop/notify.ts';
import {noticeFormFrom, noticeSequences} from '../../src/tui/terminal/notices.ts';
import {HOSTILE_TEXTS} from '../support/hostile/hostileText.ts';
import {ENTER, pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

const AWAY = '\u001B[O';
const BACK = '\u001B[I';
const rooms = () => [room(1, 'lobby'), room(2, 'dev'), room(3, 'bob', {kind: 'direct', partner: user('bob')})];

test('the form is that of the terminal, also of the one around tmux', () => {
  const forms = [
    {TERM: 'xterm-kitty'},
    {TERM: 'tmux-256color', TERM_PROGRAM: 'tmux', KITTY_WINDOW_ID: '1'},
    {TERM_PROGRAM: 'iTerm.app'},
    {TERM: 'xterm-256color', LC_TERMINAL: 'iTerm2'},
    {TERM_PROGRAM: 'WezTerm'},
    {TERM: 'foot'},
    {TERM: 'xterm-256color'},
    {TERM: 'linux'},
  ].map(noticeFormFrom);
  expect(forms).toEqual(['osc99', 'osc99', 'osc9', 'osc9', 'osc777', 'osc777', undefined, undefined]);
});

test('whatever is said, a notice is one sequence of text in each form, and short', () => {
  for (const {text} of [...HOSTILE_TEXTS, {text: 'x'.repeat(100_000)}, {text: '4;1;100'}, {text: 'a;b;c'}]) {
    for (const form of ['osc9', 'osc777', 'osc99'] as const) {
      const sequences = noticeSequences(form, {title: text, body: text});
      for (const sequence of sequences) {
        // eslint-disable-next-line no-control-regex -- Controls are what is looked for.
        expect(sequence).toMatch(
          /^\u001B\](?:9;chat-tui · |777;notify;[^;]*;|99;i=chat-tui:d=[01]:e=1:p=(?:title|body);[\w+/=]*)[^\p{Cc}\p{Cf}\p{Zl}]*\u001B\\$/u,
        );
        expect(sequence.length).toBeLessThan(2_000);
      }
    }
  }
});

test('one is shown for what calls while one looks elsewhere, at most every three seconds, and none while one looks', async () => {
  const told: string[] = [];
  const made = stage({rooms: rooms()});
  const one = await pilot(made.client, {
    notifyDesktop: async ({title, body}) => (told.push(`${title}: ${body}`), 'a program'),
  });
  made.say(3, 'bob: while I look');
  await one.settle();
  expect([told, one.rings()]).toEqual([[], 1]);
  await one.press(AWAY);
  made.say(2, 'carol: @alice come\nplease \u001B]0;x\u0007', 'bob: later, and of nobody');
  await one.settle();
  made.say(3, 'bob: again', 'bob: and again');
  await one.settle();
  await one.press(BACK);
  made.say(3, 'bob: and now');
  await one.settle();
  expect(told).toEqual(['carol in #dev: @alice come please ]0;x']);
  expect(one.escapes.filter(escape => !escape.startsWith('answer'))).toEqual([]);
});

test('whoever is blocked does not stand in it, also where somebody else calls at the same time', async () => {
  const told: string[] = [];
  const made = stage({rooms: rooms()});
  made.client.dispatch({type: 'contactChanged', contact: {user: user('carol'), state: 'blocked', atMs: 1}});
  const one = await pilot(made.client, {
    notifyDesktop: async ({title, body}) => (told.push(`${title}: ${body}`), 'a program'),
  });
  await one.press(AWAY);
  made.say(2, 'bob: @alice look', 'carol: @alice hidden');
  await one.settle();
  expect(told).toEqual(['bob in #dev: @alice look']);
});

test('/notify test rings, shows one whatever has the keyboard, and says how', async () => {
  const made = stage({rooms: rooms()});
  const one = await pilot(made.client, {columns: 200, noticeForm: 'osc777', multiplexer: 'tmux'});
  await one.press('/notify test', ENTER);
  await one.until('a notice was shown by the terminal');
  expect([one.rings(), one.raw().includes('\u001BPtmux;\u001B\u001B]777;notify;chat-tui;')]).toEqual([1, true]);
  const bare = await pilot(stage().client, {columns: 200});
  await bare.press('/notify test', ENTER);
  await bare.until('nothing here shows notices');
});

test('a program gets it as text: no option, no markup, no shell; not over ssh', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-'));
  const file = join(folder, 'notify-send');
  writeFileSync(file, '#!/bin/sh\nprintf "%s\\n" "$@" > "$0.args"\n');
  chmodSync(file, 0o755);
  const env = {PATH: `${folder}:/usr/bin:/bin`, DISPLAY: ':0'};
  const notice = {title: '--icon=/etc/passwd', body: '<b>$(id)</b> `id` & -h'};
  expect(await notifyDesktop({...env, SSH_TTY: '/dev/pts/0'}, notice)).toBeUndefined();
  expect(await notifyDesktop(env, notice)).toBe('notify-send');
  expect(readFileSync(`${file}.args`, 'utf8').split('\n').slice(1, 4)).toEqual([
    '--',
    '--icon=/etc/passwd',
    '&lt;b&gt;$(id)&lt;/b&gt; `id` &amp; -h',
  ]);
});
