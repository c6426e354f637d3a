/** Somebody who looks elsewhere is called: by the bell, and by the terminal's title. */
import {describe, expect, test} from '@jest/globals';
import {DEFAULT_PREFERENCES, DEFAULT_ROOM_PREFERENCES} from '../../src/shared/preferences.ts';
import {alt, CTRL_HOME, pilot} from '../support/screen/pilot.ts';
import {NOW_MS, room, stage, user, type Stage} from '../support/screen/stage.ts';

const AWAY = '\u001B[O';
const BACK = '\u001B[I';

const rooms = () => [room(1, 'lobby'), room(2, 'dev'), room(3, 'bob', {kind: 'direct', partner: user('bob')})];

async function called(made: Stage, roomId: number, ...lines: readonly string[]): Promise<number> {
  const one = await pilot(made.client);
  for (const line of lines) {
    made.say(roomId, line);
    await one.settle();
  }
  return one.rings();
}

describe('the bell', () => {
  test.each([
    ['rings for a direct message elsewhere', 3, 'bob: are you there?', 1],
    ['rings for one’s own name elsewhere', 2, 'bob: @alice look', 1],
    ['is quiet for what is said to everybody', 2, 'bob: good morning', 0],
    ['is quiet for what one wrote on another device', 3, 'alice: from my phone', 0],
    ['is quiet for what stands before the reader', 1, 'bob: @alice look', 0],
  ] as const)('%s', async (_title, roomId, line, rings) => {
    expect(await called(stage({rooms: rooms()}), roomId, line)).toBe(rings);
  });

  const at = (hours: number, minutes = 0) => hours * 60 + minutes;
  test.each([
    ['is quiet in a muted conversation', {mine: {mutedUntilMs: NOW_MS + 1}, all: {}, roomId: 3}, 0],
    ['rings where the mute is over', {mine: {mutedUntilMs: NOW_MS - 1}, all: {}, roomId: 3}, 1],
    ['is quiet where nothing of a conversation rings', {mine: {notify: 'none'}, all: {}, roomId: 3}, 0],
    ['rings for every message where one wants all of a room', {mine: {notify: 'all'}, all: {}, roomId: 2}, 1],
    ['rings for every message where one wants all of all rooms', {mine: {}, all: {notifyRooms: 'all'}, roomId: 2}, 1],
    [
      'what is said of a room goes before what is said of all',
      {mine: {notify: 'all'}, all: {notifyRooms: 'none'}, roomId: 2},
      1,
    ],
    ['is quiet while one is not to be disturbed', {mine: {}, all: {quietUntilMs: NOW_MS + 1}, roomId: 3}, 0],
    ['is quiet in quiet hours', {mine: {}, all: {quietHours: {fromMinute: at(11), toMinute: at(12, 1)}}, roomId: 3}, 0],
    [
      'is quiet in quiet hours over midnight',
      {mine: {}, all: {quietHours: {fromMinute: at(22), toMinute: at(12, 1)}}, roomId: 3},
      0,
    ],
    ['rings after quiet hours', {mine: {}, all: {quietHours: {fromMinute: at(22), toMinute: at(12)}}, roomId: 3}, 1],
  ] as const)('%s', async (_title, {mine, all, roomId}, rings) => {
    const made = stage({rooms: rooms().map(one => ({...one, mine: {...DEFAULT_ROOM_PREFERENCES, ...mine}}))});
    made.client.dispatch({type: 'preferencesChanged', preferences: {...DEFAULT_PREFERENCES, ...all}});
    expect(await called(made, roomId, 'bob: hello')).toBe(rings);
  });

  test('rings once, however much comes in a second', async () => {
    expect(await called(stage({rooms: rooms()}), 3, 'bob: one', 'bob: two', 'bob: three')).toBe(1);
  });

  test('is quiet about what waited at the start', async () => {
    const waiting = rooms().map(one => ({...one, unread: 4, mentions: 2, lastSeq: 9}));
    const one = await pilot(stage({rooms: waiting}).client);
    expect(one.rings()).toBe(0);
  });

  test('rings in the room on screen while one has scrolled away from its end', async () => {
    const made = stage({rooms: rooms()});
    made.say(1, ...Array.from({length: 60}, (_, at) => `bob: line ${at}`));
    const one = await pilot(made.client);
    await one.press(CTRL_HOME);
    made.say(1, 'bob: @alice look');
    await one.settle();
    expect(one.rings()).toBe(1);
  });

  test('rings in the room on screen while another window has the keyboard', async () => {
    const made = stage({rooms: rooms()});
    const one = await pilot(made.client);
    await one.press(AWAY);
    made.say(1, 'bob: @alice look');
    await one.settle();
    expect(one.rings()).toBe(1);
  });
});

describe('a thread that one follows', () => {
  const followed = (roomId: number) => ({
    roomId,
    seq: 1,
    isFollowed: true,
    sender: 'alice',
    text: 'where do we eat?',
    readSeq: 1,
    unread: [],
    lastSeq: 1,
    lastAtMs: NOW_MS,
  });
  const answer = (seq: number, sender = 'bob') => ({
    kind: 'message' as const,
    text: `answer ${seq}`,
    sender,
    threadOf: 1,
  });
  const withThread = (notify: 'all' | 'mentions' | 'none' | undefined, mutedUntilMs = 0) => {
    const mine = {...DEFAULT_ROOM_PREFERENCES, mutedUntilMs, ...(notify && {notify})};
    const made = stage({rooms: [room(1, 'lobby'), room(2, 'dev', {mine, lastSeq: 1, readSeq: 1})]});
    made.client.dispatch({type: 'threadsLoaded', threads: [followed(2)]});
    return made;
  };

  test.each([
    ['rings for a new answer as for a mention', undefined, 0, 1],
    ['rings once where everything in the room does', 'all', 0, 1],
    ['is quiet where nothing in the room rings', 'none', 0, 0],
    ['is quiet in a room that is muted', undefined, NOW_MS + 1, 0],
  ] as const)('%s', async (_title, notify, mutedUntilMs, rings) => {
    const made = withThread(notify, mutedUntilMs);
    const one = await pilot(made.client);
    made.say(2, answer(2));
    await one.settle();
    expect([one.rings(), one.text().includes('⤷ 1')]).toEqual([rings, rings > 0]);
  });

  test('is quiet for one’s own answer, for what waited, and while it stands before the reader', async () => {
    const made = withThread('all');
    const one = await pilot(made.client);
    made.client.dispatch({type: 'threadsLoaded', threads: [{...followed(2), unread: [1]}]});
    made.say(2, answer(2, 'alice'));
    await one.settle();
    made.client.dispatch({type: 'roomEntered', roomId: 2});
    const entries = [1, 2].map(seq => ({
      ...answer(seq, 'alice'),
      seq,
      id: String(seq).padStart(22, 'y'),
      sentAtMs: NOW_MS,
    }));
    made.client.dispatch({type: 'entriesLoaded', roomId: 2, place: 'newest', entries, lastSeq: 2});
    made.client.dispatch({type: 'threadEntered', roomId: 2, seq: 1});
    made.client.dispatch({type: 'threadLoaded', roomId: 2, seq: 1, entries: []});
    await one.settle();
    made.say(2, {...answer(3), text: 'answer 3 @alice'});
    await one.settle();
    expect(one.rings()).toBe(0);
    await one.press(AWAY);
    made.say(2, answer(4));
    await one.settle();
    expect(one.rings()).toBe(1);
  });

  test('rings for the first answer to a message of one’s own', async () => {
    const made = withThread(undefined);
    const one = await pilot(made.client);
    made.client.dispatch({type: 'threadsLoaded', threads: []});
    made.say(2, answer(2));
    made.client.dispatch({
      type: 'threadChanged',
      thread: {...followed(2), unread: [2], lastSeq: 2},
    });
    await one.settle();
    expect(one.rings()).toBe(1);
  });
});

describe('the title', () => {
  const said = ['one', 'two'].map((text, at) => ({
    seq: at + 1,
    id: text.padEnd(22, 'x'),
    sender: 'bob',
    sentAtMs: 1_000,
    kind: 'message' as const,
    text,
  }));

  test('counts what is unread, and is the name alone when nothing is', async () => {
    const made = stage({rooms: rooms()});
    const one = await pilot(made.client);
    expect(one.title()).toBe('chat-tui');
    made.say(2, 'bob: one', 'bob: two');
    made.say(3, 'bob: three');
    await one.settle();
    expect(one.title()).toBe('chat-tui (1 direct, 2)');
    await one.press('\u001B2');
    // Not opened, seen: its messages are still on their way.
    expect(one.title()).toBe('chat-tui (1 direct, 2)');
    made.client.dispatch({type: 'entriesLoaded', roomId: 2, place: 'newest', entries: said, lastSeq: 2});
    await one.settle();
    expect(one.title()).toBe('chat-tui (1 direct)');
  });

  test('tells a mention, a conversation and chatter apart, as the list and the line below do', async () => {
    const made = stage({rooms: rooms()});
    const one = await pilot(made.client, {columns: 100});
    made.say(2, 'bob: one', 'bob: @alice two', 'bob: three');
    made.say(3, 'bob: psst');
    await one.settle();
    expect(one.title()).toBe('chat-tui (@1, 1 direct, 2)');
    expect(one.text()).toMatch(/#dev +@1 3[^]*@bob +1[^]*@1, 1 direct, 2 unread elsewhere/);
  });

  test('leaves out what is muted, which is shown all the same', async () => {
    const made = stage({
      rooms: rooms().map(one => ({...one, mine: {...DEFAULT_ROOM_PREFERENCES, notify: 'none' as const}})),
    });
    const one = await pilot(made.client);
    made.say(2, 'bob: one', 'bob: @alice two');
    await one.settle();
    expect(one.title()).toBe('chat-tui');
    expect(one.text()).toMatch(/#dev +@1 2/);
    expect(one.text()).not.toContain('unread elsewhere');
  });

  test('what comes while another window has the keyboard is unread until one is back', async () => {
    const made = stage({rooms: rooms()});
    const one = await pilot(made.client);
    await one.press(AWAY);
    made.say(1, 'bob: hello');
    await one.settle();
    expect(one.title()).toBe('chat-tui (1)');
    expect(made.room(1).room.unread).toBe(1);
    await one.press(BACK);
    expect(one.title()).toBe('chat-tui');
    expect(made.room(1).room.unread).toBe(0);
  });

  test('a key is as good as the keyboard coming back', async () => {
    const made = stage({rooms: rooms()});
    const one = await pilot(made.client);
    await one.press(AWAY);
    made.say(1, 'bob: hello');
    await one.press('x');
    expect(one.title()).toBe('chat-tui');
  });

  test('is given back at the end', async () => {
    const one = await pilot(stage().client);
    one.close();
    await one.settle().catch(() => undefined);
    expect(one.raw()).toContain('\u001B[23;2t');
    expect(one.title()).toBe('');
  });

  test('tells what came while only text was shown, or while another program had the terminal', async () => {
    const made = stage({rooms: rooms()});
    const one = await pilot(made.client);
    await one.press(alt('l'));
    made.say(2, 'bob: one');
    await one.settle();
    await one.press('x');
    expect(one.title()).toBe('chat-tui (1)');
    one.terminal.release();
    made.say(2, 'bob: two');
    await one.settle();
    expect(one.title()).toBe('chat-tui (1)');
    one.terminal.retake();
    await one.settle();
    expect(one.title()).toBe('chat-tui (2)');
  });

  test('whatever is put into it cannot end it', async () => {
    const one = await pilot(stage().client);
    one.terminal.egress.setTitle('a\u001B\\\u0007\u009C\u2028\u202Eb');
    await one.settle();
    expect(one.escapes).toEqual(['title a\\b']);
  });
});
