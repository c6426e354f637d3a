/** What is unread stays so until it was on screen, and nothing that changed back is told. */
import {DEFAULT_PREFERENCES} from '../../src/shared/preferences.ts';
import {describe, expect, test} from '@jest/globals';
import {wordsFor} from '../../src/cli/screening/entering/welcome.ts';
import {alt, ctrl, CTRL_END, ENTER, ESC, PAGE_DOWN, pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

const many = (count: number) => Array.from({length: count}, (_, at) => `bob: line ${at + 1}`);

async function withUnread(count: number) {
  const made = stage({rooms: [room(1, 'lobby'), room(2, 'dev')], members: [user('bob')]});
  made.say(2, ...many(count));
  const entries = many(count).map((line, at) => ({
    seq: at + 1,
    id: String(at).padStart(22, 'e'),
    sender: 'bob',
    sentAtMs: 1_000 + at,
    kind: 'message' as const,
    text: line.slice(5),
  }));
  const one = await pilot(made.client, {columns: 80, rows: 24});
  const unread = () => made.room(2).room.unread;
  const enter = async () => {
    await one.press(alt('2'));
    made.client.dispatch({type: 'entriesLoaded', roomId: 2, place: 'newest', entries, lastSeq: count});
    await one.settle();
  };
  return {...made, one, unread, enter};
}

describe('a room with unread messages', () => {
  test('that fit is read when they are on screen, not before they are loaded', async () => {
    const {one, unread, enter} = await withUnread(5);
    await one.press(alt('2'));
    expect(unread()).toBe(5);
    expect(one.text()).toMatch(/#dev +5/);
    await enter();
    expect(unread()).toBe(0);
    expect(one.text()).not.toMatch(/#dev +5/);
  });

  test('that do not fit opens at the first of them, and counts what is seen on the way down', async () => {
    const {one, unread, enter, say} = await withUnread(60);
    await enter();
    expect(one.screen().findIndex(line => line.includes(' new '))).toBeLessThan(5);
    expect(one.text()).toMatch(/│ line 1$/m);
    expect(unread()).toBeLessThan(60);
    expect(unread()).toBeGreaterThan(30);
    expect(one.text()).toContain(`↓ ${unread()} new below · Ctrl+End`);
    const before = unread();
    await one.press(PAGE_DOWN);
    expect(unread()).toBeLessThan(before);
    await one.press(PAGE_DOWN, PAGE_DOWN, CTRL_END);
    expect(unread()).toBe(0);
    // Who follows the newest sees what runs through, however much it is.
    say(2, ...many(100));
    await one.settle();
    expect(unread()).toBe(0);
  });

  test('stays unread above the end when somebody goes there first, and Alt+U comes back', async () => {
    const {one, unread, enter, client} = await withUnread(60);
    await enter();
    await one.press(CTRL_END);
    expect(unread()).toBe(42);
    expect(one.text()).toMatch(/↑ \d+ unread above · Ctrl\+X \. goes there/);
    await one.press(ESC);
    expect(unread()).toBe(0);
    await one.press(alt('u'));
    expect(one.text()).toMatch(/│ line 1$/m);
    await one.press(CTRL_END);
    client.dispatch({type: 'roomEntered', roomId: 1});
    client.dispatch({type: 'roomEntered', roomId: 2});
    await one.settle();
    expect(one.text()).not.toContain(' new ');
    await one.press(alt('u'));
    expect(one.text()).toMatch(/│ line 1$/m);
  });

  test('counts what the lines with hints cover, above and below', async () => {
    const {one, unread, enter} = await withUnread(60);
    await enter();
    await one.press(CTRL_END);
    const shownNow = () =>
      one
        .screen()
        .flatMap(line => /line (\d+)$/.exec(line)?.[1] ?? [])
        .map(Number);
    const aboveNow = () => Number(/↑ (\d+) unread/.exec(one.text())?.[1] ?? 0);
    expect(aboveNow()).toBe(shownNow()[0]! - 1 - 18);
    await one.press(ctrl('x'), '.');
    for (let pages = 0; pages < 2; pages++) {
      expect(one.text()).toContain(`↓ ${unread()} new below`);
      expect(unread()).toBe(60 - shownNow().at(-1)!);
      await one.press(PAGE_DOWN);
    }
  });

  test('is read by Esc, and by answering', async () => {
    const first = await withUnread(60);
    await first.enter();
    await first.one.press(ESC, ESC);
    expect(first.unread()).toBe(0);
    const second = await withUnread(60);
    await second.enter();
    await second.one.press('answer', ENTER);
    expect(second.unread()).toBe(0);
  });
});

test('who came and went in between has not changed anything, unless there was a quit message', async () => {
  const {client} = stage({members: [user('bob', {state: 'offline'}), user('eve', {state: 'offline'})]});
  client.dispatch({type: 'preferencesChanged', preferences: {...DEFAULT_PREFERENCES, showsPresence: true}});
  const one = await pilot(client, {columns: 120});
  const tell = (name: string, state: 'online' | 'offline', status = '') =>
    client.dispatch({
      type: 'presenceChanged',
      changes: [{name, displayName: name, state, status}],
      onlineCount: 1,
      atMs: 1,
    });
  for (let times = 0; times < 3; times++) {
    tell('bob', 'online');
    tell('bob', 'offline');
  }
  await one.settle();
  expect(one.text()).not.toMatch(/bob (?:went|is)/);
  tell('eve', 'online');
  tell('eve', 'offline', 'good night');
  tell('bob', 'online');
  await one.settle();
  expect(one.text()).toContain('eve went offline (good night)');
  expect(one.text()).toMatch(/bob is\s+online/);
});

test('the owner of a chat on this machine is told how others come in', () => {
  const words = wordsFor('http://127.0.0.1:7420');
  expect(words).toContain('chat-tui join 127.0.0.1:7420');
  expect(words).toContain('http://127.0.0.1:7420/join');
  expect(words).toContain('on this machine only');
  expect(words).toContain('chat-tui serve --host 0.0.0.0');
  expect(wordsFor('http://192.168.1.5:7420')).not.toContain('this machine only');
});
