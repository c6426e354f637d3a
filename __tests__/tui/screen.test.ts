/** The whole screen as a person sees it. */
import {describe, expect, test} from '@jest/globals';
import {
  alt,
  BACKSPACE,
  ctrl,
  CTRL_END,
  DOWN,
  ENTER,
  ESC,
  F2,
  F3,
  F4,
  F6,
  PAGE_UP,
  pilot,
  UP,
} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

const rooms = [room(1, 'lobby', {topic: 'Be kind'}), room(2, 'dev'), room(3, 'ops', {unread: 3, lastSeq: 3})];
const members = [user('bob'), user('carol', {state: 'away', status: 'lunch'}), user('dave', {state: 'offline'})];

describe('panes', () => {
  test('what there is room for is there at 140 columns', async () => {
    const {client} = stage({rooms, members});
    const {text} = await pilot(client, {columns: 140, rows: 30});
    expect(text()).toMatch(/Rooms .*#lobby {2}Be kind.*People here/);
    // Nothing is on its way.
    expect(text()).not.toContain('Files');
  });

  test('a list that goes on below says so, and how many there are is said shorter before it is left out', async () => {
    const many = Array.from({length: 300}, (_, index) => user(`person-${index}`));
    const halls = Array.from({length: 40}, (_, index) => room(index + 1, `hall-${index}`, {memberCount: 301}));
    const {text} = await pilot(stage({rooms: halls, members: many}).client, {columns: 140, rows: 30});
    expect(text()).toMatch(/People here +301\/301/);
    expect(text()).toMatch(/^ … 14 more/m);
  });

  test('rooms and chat are there at 80 columns, the others by a key', async () => {
    const {client} = stage({rooms, members});
    const one = await pilot(client);
    expect(one.text()).toContain('Rooms');
    expect(one.text()).not.toContain('People here');
    await one.press(F3);
    expect(one.text()).toMatch(/People here +3 of 4 online/);
    await one.press(F4);
    expect(one.text()).toContain('Files');
    expect(one.text()).not.toContain('People here');
    await one.press(ESC);
    expect(one.text()).toContain('Rooms');
    expect(one.text()).not.toContain('Files');
  });

  test('the chat is alone below 60 columns, and a pane takes its place by a key', async () => {
    const {client, say} = stage({rooms, members});
    say(1, 'bob: hello');
    const one = await pilot(client, {columns: 59});
    expect(one.text()).toContain('hello');
    expect(one.text()).not.toContain('Rooms');
    await one.press(F2);
    expect(one.text()).toContain('Rooms');
    expect(one.text()).not.toContain('hello');
    await one.press(F2);
    expect(one.text()).toContain('hello');
  });

  test('people who are there stand above those who are not', async () => {
    const {client} = stage({rooms, members});
    const {screen} = await pilot(client, {columns: 140, rows: 30});
    const names = screen()
      .map(line => /[●◐○] ([a-z]+)/.exec(line.slice(100))?.[1])
      .filter(name => name !== undefined);
    expect(names).toEqual(['alice', 'bob', 'carol', 'dave']);
  });

  test('the pane with the keyboard is marked, and F6 goes from one to the next', async () => {
    const {client} = stage({rooms, members});
    const one = await pilot(client, {columns: 140, rows: 30});
    const marked = () => /▸(\w+)/.exec(one.text())?.[1];
    const seen = [];
    for (let presses = 0; presses < 3; presses++) {
      seen.push(marked());
      await one.press(F6);
    }
    expect(seen).toEqual([undefined, 'Rooms', 'People']);
    expect(marked()).toBeUndefined();
  });

  test('a room is chosen in its pane with the arrows and entered with Enter', async () => {
    const {client} = stage({rooms, members});
    const one = await pilot(client);
    await one.press(F2, DOWN, DOWN, UP, ENTER);
    expect(client.getState().currentRoomId).toBe(2);
    expect(one.cursor()).toBeDefined();
  });

  test('what is chosen in a pane is one bar, from the moment it has the keyboard', async () => {
    const one = await pilot(stage({rooms, members}).client, {columns: 140, rows: 30});
    const bars = () => one.screen().filter((_line, y) => one.cell(120, y).isInverse);
    expect(bars()).toEqual([]);
    await one.press(F3);
    expect(bars().join()).toContain('● alice');
    await one.press(DOWN);
    expect(bars().join()).toContain('● bob');
  });

  test('whoever types while a pane has the keyboard writes a message', async () => {
    const one = await pilot(stage({rooms, members}).client);
    await one.press(F2, 'h', 'e', 'y');
    expect(one.screen().at(-1)).toBe('#lobby > hey');
  });

  test('what the second key after Ctrl+X can be is shown only to somebody who hesitates', async () => {
    const one = await pilot(stage({rooms, members}).client, {columns: 140, rows: 30});
    await one.press(ctrl('x'));
    expect(one.text()).not.toContain('Ctrl+X');
    await one.until(/─ Ctrl\+X … Esc ─/);
    await one.press(ESC);
    expect(one.text()).not.toContain('Ctrl+X');
  });

  test('a terminal that is too small says so', async () => {
    const one = await pilot(stage().client, {columns: 19, rows: 5});
    expect(one.text()).toContain('Needs 20×6.');
    await one.resize(80, 24);
    expect(one.text()).toContain('#lobby');
  });
});

describe('rooms by keyboard', () => {
  test.each([
    ['Ctrl+N goes to the next', [ctrl('n')], 2],
    ['Ctrl+P goes around to the last', [ctrl('p')], 3],
    ['Alt+2 goes by number', [alt('2')], 2],
    ['Alt+A goes where something is new', [alt('a')], 3],
    ['Alt+/ goes back to the room before', [alt('2'), alt('/')], 1],
    ['Ctrl+X 3 is the twin of Alt+3', [ctrl('x'), '3'], 3],
    ['Ctrl+X Ctrl+X is the twin of Alt+/', [alt('2'), ctrl('x'), ctrl('x')], 1],
    ['the switcher finds by letters', [ctrl('g'), 'd', 'e', 'v', ENTER], 2],
  ])('%s', async (_title, keys, roomId) => {
    const {client} = stage({rooms});
    const one = await pilot(client);
    await one.press(...keys);
    expect(client.getState().currentRoomId).toBe(roomId);
  });

  test('unread counts and mentions stand beside the name', async () => {
    const {client, say} = stage({rooms});
    const one = await pilot(client);
    say(2, 'bob: one', 'bob: two @alice');
    await one.settle();
    expect(one.text()).toMatch(/#dev +@1 2/);
    expect(one.text()).toMatch(/#ops +3/);
  });

  test('each room keeps its own draft, and the list shows where one waits', async () => {
    const one = await pilot(stage({rooms}).client);
    await one.press('hi', alt('2'));
    expect(one.screen().at(-1)).toBe('#dev >');
    expect(one.text()).toMatch(/#lobby +✎/);
    await one.press('yo', alt('1'));
    expect(one.screen().at(-1)).toBe('#lobby > hi');
  });
});

describe('leaving', () => {
  test('Ctrl+C empties the line first, and quits when pressed twice on an empty one', async () => {
    const one = await pilot(stage().client);
    await one.press('some text', ctrl('c'));
    expect(one.screen().at(-1)).toBe('#lobby >');
    await one.press(ctrl('c'));
    expect(one.text()).toContain('Ctrl+C again quits');
    await one.press('x', BACKSPACE);
    expect(one.text()).not.toContain('Ctrl+C again quits');
    await one.press(ctrl('c'), ctrl('c'));
    expect(await one.opened.whenClosed).toEqual({kind: 'quit', quitMessage: ''});
    expect(one.isAlternate()).toBe(false);
  });

  test('the terminal is as before after a sudden end', async () => {
    const one = await pilot(stage().client);
    expect(one.isAlternate()).toBe(true);
    one.terminal.restore();
    await one.settle();
    expect(one.isAlternate()).toBe(false);
    expect([...one.terminal.egress.modesOn()]).toEqual([]);
    const before = one.byteCount();
    one.close();
    expect(one.byteCount()).toBe(before);
  });
});

describe('reading', () => {
  const filled = (count: number) => {
    const made = stage({rooms});
    made.say(1, ...Array.from({length: count}, (_, index) => `bob: line ${index + 1}`));
    return made;
  };

  test('scrolling up stays put while new messages come, which are counted', async () => {
    const {client, say} = filled(100);
    const one = await pilot(client);
    await one.press(ESC, PAGE_UP, PAGE_UP);
    const shown = () =>
      one
        .screen()
        .slice(1, 20)
        .map(line => line.slice(19));
    const before = shown();
    say(1, 'bob: fresh', 'carol: fresher');
    await one.settle();
    expect(shown()).toEqual(before);
    expect(one.text()).toContain('↓ 2 new below');
    await one.press(CTRL_END);
    expect(one.text()).toContain('fresher');
    expect(one.text()).not.toContain('↓');
  });

  test('scrolling up near the beginning of what is here asks for older messages', async () => {
    const made = stage({rooms});
    const entries = Array.from({length: 60}, (_, index) => ({
      seq: 501 + index,
      id: String(index).padStart(22, 'y'),
      sender: 'bob',
      sentAtMs: 1_000_000 + index,
      kind: 'message' as const,
      text: `old ${index}`,
    }));
    made.client.dispatch({type: 'entriesLoaded', roomId: 1, place: 'newest', entries, lastSeq: 560});
    const one = await pilot(made.client);
    expect(made.asked).toEqual([]);
    await one.press(PAGE_UP, PAGE_UP);
    await one.settle();
    expect(made.asked).toContain('loadPiece 1 {"beforeSeq":501}');
  });

  test('the *new* line stands between what was read and what came since', async () => {
    const made = stage({rooms: [room(1, 'lobby'), room(2, 'dev', {unread: 1, lastSeq: 2, readSeq: 1})]});
    made.client.dispatch({type: 'roomEntered', roomId: 2});
    made.client.dispatch({
      type: 'entriesLoaded',
      roomId: 2,
      place: 'newest',
      lastSeq: 2,
      entries: [1, 2].map(seq => ({
        seq,
        id: String(seq).padStart(22, 'z'),
        sender: 'bob',
        sentAtMs: 5_000 + seq,
        kind: 'message' as const,
        text: seq === 1 ? 'seen' : 'unseen',
      })),
    });
    const {text} = await pilot(made.client);
    expect(text()).toMatch(/seen\n.*─ new ─.*\n.*unseen/);
  });

  test('comings and goings are folded, and messages of the program cannot be written by anybody', async () => {
    const {client, say} = stage({rooms});
    say(1, ...['ann', 'ben', 'cem', 'dan', 'eve'].map(sender => ({kind: 'joined' as const, sender})));
    say(1, 'bob: · ann, ben, cem and 2 more joined');
    const {screen} = await pilot(client);
    const quiet = screen().filter(line => line.includes('2 more joined'));
    expect(quiet[0]).toMatch(/^\S* ?\S* .*│ \d\d:\d\d +· ann, ben, cem and 2 more joined$/);
    expect(quiet[1]).toMatch(/bob │ · ann/);
  });
});
