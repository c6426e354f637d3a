/** How much is written, and that resizing leaves nothing behind. */
import {describe, expect, test} from '@jest/globals';
import {ctrl, ESC, F3, F4, LEFT, PAGE_UP, pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

const members = [user('bob'), user('carol')];
const lively = () => {
  const made = stage({rooms: [room(1, 'lobby'), room(2, 'dev')], members});
  made.say(1, ...Array.from({length: 120}, (_, index) => `bob: line ${index} 漢字 👍🏽 with some words behind it`));
  return made;
};

describe('bytes', () => {
  test('a key press at 200×50 writes less than 600 bytes', async () => {
    const one = await pilot(lively().client, {columns: 200, rows: 50});
    const costs: number[] = [];
    for (const key of 'hello wörld') {
      const before = one.byteCount();
      await one.press(key);
      costs.push(one.byteCount() - before);
    }
    expect(Math.max(...costs)).toBeLessThan(600);
    expect(one.screen().at(-1)).toBe('#lobby > hello wörld');
  });

  test('what changes nothing on screen writes nothing', async () => {
    const {client} = lively();
    const one = await pilot(client, {columns: 200, rows: 50});
    const before = one.byteCount();
    client.dispatch({type: 'usersMet', users: [user('zoe')]});
    await one.settle();
    expect(one.byteCount()).toBe(before);
  });

  test('a hundred messages that come together are one frame', async () => {
    const {client, say} = lively();
    const one = await pilot(client, {columns: 200, rows: 50});
    const before = one.byteCount();
    for (let index = 0; index < 100; index++) say(1, `bob: flood ${index}`);
    await one.settle();
    expect(one.text()).toContain('flood 99');
    expect(one.byteCount() - before).toBeLessThan(16_000);
  });

  test('after the start nothing is cleared as a whole: not by keys, messages, overlays or another room', async () => {
    const {client, say} = lively();
    const one = await pilot(client, {columns: 120, rows: 40});
    const started = one.raw().length;
    say(1, 'bob: more');
    await one.press('text', ctrl('g'), ESC, PAGE_UP, F3, F3, F4, ctrl('n'), ctrl('p'));
    // eslint-disable-next-line no-control-regex -- Sequences are what is looked for.
    expect(one.raw().slice(started)).not.toMatch(/\u001B\[(?:[0-3]?J|H|\d+;\d+H)/);
  });

  test('without colour nothing is coloured', async () => {
    const one = await pilot(lively().client, {depth: 'none'});
    const colored = one
      .screen()
      .flatMap((line, y) => Array.from(line, (_, x) => one.cell(x, y)).filter(cell => cell.hasColor));
    expect(colored).toEqual([]);
  });
});

describe('the cursor', () => {
  test('is where the next character goes', async () => {
    const one = await pilot(lively().client);
    await one.press('abc', LEFT);
    expect(one.cursor()).toEqual({x: '#lobby > ab'.length, y: 23});
  });

  test('is hidden while an overlay is open', async () => {
    const one = await pilot(lively().client);
    await one.press(ctrl('g'));
    expect(one.cursor()).toBeUndefined();
  });
});

describe('resizing', () => {
  test('a storm of sizes ends in the same picture as a fresh start', async () => {
    const {client} = lively();
    const one = await pilot(client, {columns: 80, rows: 24});
    await one.press('a draft that stays');
    for (const [columns, rows] of [
      [120, 40],
      [40, 12],
      [200, 50],
      [20, 6],
      [81, 25],
      [19, 5],
      [300, 100],
      [100, 30],
    ] as const) {
      await one.resize(columns, rows);
      expect(one.screen()).toHaveLength(rows);
    }
    const fresh = await pilot(client, {columns: 100, rows: 30});
    await fresh.press('a draft that stays');
    expect(one.screen()).toEqual(fresh.screen());
    expect(one.droppedCount()).toBe(0);
  });

  test('Ctrl+L draws everything anew over what another program left', async () => {
    const one = await pilot(lively().client);
    const before = one.screen();
    one.terminal.egress.writeOwn('\u001B[3;3Hgarbage\u001B[10;1H\u001B[2Kmore');
    await one.press(ctrl('l'));
    expect(one.screen()).toEqual(before);
  });
});

test('suspending gives the terminal back and takes it again', async () => {
  const resumed: (() => void)[] = [];
  const {client, say} = lively();
  const one = await pilot(client, {suspend: resume => resumed.push(resume)});
  await one.press(ctrl('z'));
  expect(one.isAlternate()).toBe(false);
  const bytes = one.byteCount();
  say(1, 'bob: said meanwhile');
  await one.settle();
  expect(one.byteCount()).toBe(bytes);
  resumed[0]?.();
  await one.settle();
  expect(one.isAlternate()).toBe(true);
  expect(one.text()).toContain('said meanwhile');
  await one.press('x');
  expect(one.cursor()).toBeDefined();
});
