/**
 * The mouse: off until it is asked for; then what is under it acts, text is copied as it was written, and nothing it says is
 * typed.
 */
import {describe, expect, test} from '@jest/globals';
import {createKeyParser} from '../../src/tui/terminal/input/keyParser.ts';
import fc from '../support/suite/property.ts';
import {member} from '../client/support/member.ts';
import {click, drag, find, press, release, wheel, withMouse} from '../support/screen/mouse.ts';
import {alt, ctrl, ENTER, ESC, F3, pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';
import {world} from '../support/world.ts';

describe('on and off', () => {
  test('by Alt+M: reports before and after it do nothing and are never typed', async () => {
    const made = stage({rooms: [room(1, 'lobby'), room(2, 'dev')]});
    const one = await pilot(made.client);
    const [x, y] = find(one, 'dev');
    await click(one, x, y);
    expect(one.screen().at(-1)).toBe('#lobby >');
    await one.press(alt('m'));
    expect(one.raw()).toContain('\u001B[?1002h\u001B[?1006h');
    await click(one, x, y);
    expect(one.screen().at(-1)).toBe('#dev >');
    await one.press(ctrl('x'), 'm');
    expect(one.raw()).toMatch(/\u001B\[\?1006l\u001B\[\?1002l[^]*$/);
    await click(one, ...find(one, 'lobby'));
    expect(one.screen().at(-1)).toBe('#dev >');
  });

  test('with the program stopped the shell has it, and it is on again afterwards', async () => {
    const resumed: (() => void)[] = [];
    const {one} = await withMouse(undefined, {suspend: resume => resumed.push(resume)});
    await one.press(ctrl('z'));
    expect(one.terminal.egress.modesOn().has('1002')).toBe(false);
    const before = one.raw().length;
    resumed[0]?.();
    await one.settle();
    expect(one.raw().slice(before)).toMatch(/\u001B\[\?1002h[^]*\u001B\[\?1006h/);
    one.close();
    expect(one.raw()).toMatch(/\u001B\[\?1006l\u001B\[\?1002l[^]*$/);
  });
});

describe('what terminals send', () => {
  test('is one report, cut anywhere; whatever the numbers, nothing of it is text', () => {
    const parts = fc.tuple(fc.nat(300), fc.nat(99_999), fc.nat(99_999), fc.constantFrom('M', 'm'), fc.nat(30));
    fc.assert(
      fc.property(parts, ([button, x, y, end, cut]) => {
        const sequence = `\u001B[<${button};${x};${y}${end}`;
        const parser = createKeyParser();
        const keys = [sequence.slice(0, cut + 1), sequence.slice(cut + 1)].flatMap(part =>
          part === '' ? [] : parser.push(part),
        );
        expect(keys.every(key => key.mouse !== undefined && key.text === '')).toBe(true);
        expect(parser.isAtRest()).toBe(true);
      }),
    );
  });

  test('that comes much too late is thrown away as well', () => {
    const parser = createKeyParser();
    expect(
      [...parser.push('\u001B[<0;1'), ...parser.settle(), ...parser.push('0;5M'), ...parser.push('x')].map(
        ({text}) => text,
      ),
    ).toEqual(['x']);
  });

  test('of places that are not on the screen does no harm', async () => {
    const {one, say} = await withMouse();
    say(1, 'bob: hello');
    await one.settle();
    const far = [
      press(9_000, 9_000),
      drag(9_998, 0),
      release(9_998, 9_998),
      press(40, 10),
      drag(9_998, 9_998),
      drag(0, 0),
      release(0, 0),
    ];
    await one.press(
      ...far,
      wheel(5_000, 5_000, 'up'),
      '\u001B[<0;0;0M',
      '\u001B[<-1;3;3M',
      '\u001B[<0;;M',
      '\u001B[<999;1;1M',
      '\u001B[M !!',
    );
    await one.press(alt('m'), 'still here');
    expect(one.screen().at(-1)).toBe('#lobby > still here');
  });
});

describe('clicks', () => {
  test('on a room, on a person, into the input line', async () => {
    const {one} = await withMouse(undefined, {columns: 150});
    await click(one, ...find(one, 'dev'));
    expect(one.screen().at(-1)).toBe('#dev >');
    await one.press('hello world');
    const [x, y] = find(one, 'world');
    await click(one, x, y);
    await one.press('big ');
    expect(one.screen().at(-1)).toBe('#dev > hello big world');
  });

  test('on a person opens the conversation', async () => {
    const made = await world();
    await made.person('bob');
    const alice = await member(made.url, 'alice');
    const one = await pilot(alice.client, {columns: 150, hasMouse: true});
    await one.until('bob');
    await click(one, ...find(one, 'bob'));
    await one.until('@bob not encrypted >');
    expect(alice.client.getState().roomById[alice.client.getState().currentRoomId ?? 0]?.room.kind).toBe('direct');
  });

  test('on links: pages are opened, by nothing but their address; a message is gone to', async () => {
    const {one, say, opened} = await withMouse();
    say(
      1,
      'bob: see https://example.org/a?b=c. and [docs](https://docs.example/x) or #dev/1',
      'bob: javascript:alert(1) file:///etc/passwd http://user@host.example/',
    );
    await one.until('file:');
    await click(one, ...find(one, 'example.org'));
    await click(one, ...find(one, 'docs'));
    for (const text of ['javascript', 'file:', 'user@host']) await click(one, ...find(one, text));
    expect(opened).toEqual(['https://example.org/a?b=c', 'https://docs.example/x']);
  });

  test('on a message choose it, and then its keys are shown', async () => {
    const {one, say} = await withMouse();
    say(1, 'bob: one', 'bob: two words');
    await one.until('two words');
    await click(one, ...find(one, 'words'));
    expect(one.text()).toContain('↑↓');
    await one.press('q');
    expect(one.text()).toContain('> two words');
  });

  test('on a reaction give it and take it back; on the answers open the thread; on a quote go there', async () => {
    const made = await world();
    const bob = await made.person('bob');
    const alice = await member(made.url, 'alice');
    const {seq} = await made.say(bob, 1, 'cake?');
    await bob.request('messageSend', {
      roomId: 1,
      clientMsgId: made.newId(),
      kind: 'message',
      text: 'in the thread',
      threadOf: seq,
    });
    for (const emoji of ['🎉', '👍'])
      await bob.request('reactionSet', {roomId: 1, seq, emoji, isOn: true, clientMsgId: made.newId()} as never);
    const one = await pilot(alice.client, {columns: 100, rows: 20, hasMouse: true});
    await one.until('👍');
    await click(one, ...find(one, '👍'));
    await one.until(/\[👍 +2\]/);
    expect(one.text()).toMatch(/🎉 +1/);
    await click(one, ...find(one, '👍'));
    await one.until(/👍 +1/);
    await click(one, ...find(one, '1 answer in'));
    await one.until('the thread begins');
    await one.press(ESC);
    await one.until(lines => !lines.join('').includes('the thread begins'));
    await click(one, ...find(one, 'thread: cake'));
    await one.until('the thread begins');
  });

  test('mean what was under the pointer when the button went down', async () => {
    const made = await world();
    const bob = await made.person('bob');
    const alice = await member(made.url, 'alice');
    for (const [text, emoji] of Object.entries({'cake?': '🎉', 'tea?': '👍'})) {
      const {seq} = await made.say(bob, 1, text);
      await bob.request('reactionSet', {roomId: 1, seq, emoji, isOn: true, clientMsgId: made.newId()} as never);
    }
    const one = await pilot(alice.client, {columns: 100, rows: 20, hasMouse: true});
    await one.until('👍');
    const [x, y] = find(one, '🎉');
    await one.press(press(x, y));
    // The chat goes up by the two rows of each.
    await made.say(bob, 1, 'or\nboth?');
    await one.until('both?');
    expect(find(one, '👍')[1]).toBe(y);
    await one.press(release(x, y));
    await one.until(/\[🎉 +2\]/);
    expect(one.text()).toMatch(/👍 +1/);
  });

  test('on rows of overlays take them', async () => {
    const {one} = await withMouse();
    await one.press(ctrl('g'), '#');
    await click(one, ...find(one, ' #dev  '));
    expect(one.screen().at(-1)).toBe('#dev >');
    await one.press('/theme', ENTER);
    await one.until('high-contrast');
    await click(one, ...find(one, 'high-contrast'));
    expect(one.text()).not.toContain('high-contrast');
    // Beside the box, a click is for nobody.
    await one.press(ctrl('g'));
    await click(one, 0, 0);
    expect(one.text()).toContain('Go to');
  });
});

describe('the wheel', () => {
  test('scrolls what is under it', async () => {
    const rooms = Array.from({length: 60}, (_, index) => room(index + 1, `r${String(index + 1).padStart(2, '0')}`));
    const {one, say} = await withMouse(stage({rooms}));
    say(1, ...Array.from({length: 80}, (_, index) => `bob: line ${index}`));
    await one.until('line 79');
    await one.press(wheel(40, 5, 'up'));
    expect(one.text()).not.toContain('line 79');
    await one.press(wheel(40, 5, 'down'));
    expect(one.text()).toContain('line 79');
    const [first] = [one.screen()[1]];
    await one.press(wheel(2, 5, 'down'), wheel(2, 5, 'down'));
    expect(one.screen()[1]).not.toBe(first);
    expect(one.text()).toContain('line 79');
    await click(one, ...find(one, 'r10'));
    expect(one.screen().at(-1)).toBe('#r10 >');
  });

  test('over rooms goes on from what is shown, which is around the one that one is in', async () => {
    const rooms = Array.from({length: 60}, (_, index) => room(index + 1, `r${String(index + 1).padStart(2, '0')}`));
    const {one, client} = await withMouse(stage({rooms}));
    client.dispatch({type: 'roomEntered', roomId: 30});
    await one.until('#r30 >');
    const first = () => Number(/r(\d\d)/.exec(one.screen()[1] ?? '')?.[1]);
    const before = first();
    expect(before).toBeGreaterThan(10);
    await one.press(wheel(2, 5, 'down'));
    expect(first()).toBe(before + 3);
    await one.press(wheel(2, 5, 'up'), wheel(2, 5, 'up'));
    expect(first()).toBe(before - 3);
  });

  test('over people comes to the last one, also with friends above', async () => {
    const members = Array.from({length: 40}, (_, index) => user(`p${String(index).padStart(2, '0')}`));
    const made = stage({members});
    for (const name of ['fay', 'flo', 'fred'])
      made.client.dispatch({type: 'contactChanged', contact: {user: user(name), state: 'friend', atMs: 1}});
    const {one} = await withMouse(made, {columns: 150});
    const [x, y] = find(one, 'People here');
    for (let turns = 0; turns < 20; turns++) await one.press(wheel(x, y + 3, 'down'));
    expect(one.text()).toContain('p39');
  });

  test('over an open list moves in the list', async () => {
    const {one} = await withMouse();
    await one.press(ctrl('g'));
    const [x, y] = find(one, ' #dev  ');
    expect(one.cell(x + 2, y).isInverse).toBe(true);
    await one.press(wheel(40, 10, 'down'));
    expect(one.cell(x + 2, y).isInverse).toBe(false);
  });
});

test('in a room without messages, and with the pane of people as a drawer, clicks do no harm', async () => {
  const {one} = await withMouse(stage({rooms: [room(1, 'lobby')]}), {columns: 50});
  await click(one, 10, 5);
  await one.press(F3);
  for (let y = 0; y < 24; y++) await click(one, 40, y);
  await one.press('ok');
  expect(one.text()).toContain('ok');
});
