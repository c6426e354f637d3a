/** What helps while one writes: the word that could go on, and long pastes that are folded into one sign. */
import {describe, expect, test} from '@jest/globals';
import {alt, BACKSPACE, ctrl, ENTER, ESC, LEFT, pilot, TAB} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

const keys = (text: string) => Array.from(text);
const RIGHT = '\u001B[C';
const LINES = Array.from({length: 120}, (_, at) => `line ${at + 1}`).join('\n');

async function open(options: Parameters<typeof pilot>[1] = {}) {
  const members = [user('bob'), user('carol'), user('carl')];
  const made = stage({rooms: [room(1, 'lobby'), room(2, 'dev')], members});
  const one = await pilot(made.client, {columns: 80, rows: 24, ...options});
  return {...made, one, line: () => one.screen().at(-1)};
}

describe('the one word that could go on', () => {
  test.each([
    ['a command', '/topi', 'c', '/topic'],
    ['a person', 'ask @b', 'ob', 'ask @bob'],
    ['an argument', '/layout comp', 'act', '/layout compact'],
  ])('%s stands behind the cursor; Right takes it, Tab too, and it is not sent by itself', async (...given) => {
    const [, typed, rest, whole] = given;
    const {one, line} = await open();
    for (const key of keys(typed)) await one.press(key);
    await one.until(lines => lines.at(-1) === `#lobby > ${whole}`);
    // The cursor is before it, and it looks otherwise than what is written.
    const cursor = one.cursor();
    expect(cursor?.x).toBe(9 + typed.length);
    expect(one.cell(9 + typed.length, 23)).toMatchObject({text: rest[0], hasColor: true});
    expect(one.cell(8 + typed.length, 23).hasColor).toBe(false);
    await one.press(BACKSPACE);
    await one.press(typed.at(-1) ?? '');
    await one.until(lines => lines.at(-1) === `#lobby > ${whole}`);
    await one.press(RIGHT, 'x');
    expect(line()).toBe(`#lobby > ${whole} x`);
    await one.press(ctrl('u'), ...keys(typed));
    await one.press(TAB);
    await one.until(lines => lines.at(-1)?.trimEnd() === `#lobby > ${whole}`);
    await one.press('y');
    expect(line()).toBe(`#lobby > ${whole} y`);
  });

  test('of several nothing is guessed; in the middle of a text, and where it has no room, neither', async () => {
    const {one, line} = await open();
    await one.press(...keys('ask @ca'));
    expect(line()).toBe('#lobby > ask @ca');
    await one.press(ctrl('u'), ...keys('@b now'), LEFT, LEFT, LEFT, LEFT);
    expect(line()).toBe('#lobby > @b now');
    await one.press(ctrl('c'), ...keys(`${'x'.repeat(66)} @b`));
    expect(line()).toMatch(/@b$/);
  });

  test('without colours it stands in brackets', async () => {
    const {one, line} = await open({depth: 'none'});
    await one.press(...keys('/topi'));
    await one.until(() => line() === '#lobby > /topi[c]');
    await one.press(RIGHT);
    expect(line()).toBe('#lobby > /topic');
  });
});

describe('a long paste', () => {
  test('is one sign, opens by Tab behind it or by its key, and what is sent is all of it', async () => {
    const {one, line} = await open();
    await one.press(...keys('see '));
    await one.paste(LINES);
    expect(line()).toBe('#lobby > see [pasted 120 lines]');
    expect(one.text()).toContain('Ctrl+X Space shows it');
    await one.press(...keys(' ok?'));
    expect(line()).toBe('#lobby > see [pasted 120 lines] ok?');
    await one.press(LEFT, LEFT, LEFT, LEFT, TAB);
    expect(one.text()).toContain('line 120 ok?');
    expect(one.text()).not.toContain('[pasted');
    await one.press(ctrl('c'));
    await one.paste(LINES);
    await one.press(LEFT, ...keys('a: '));
    expect(line()).toBe('#lobby > a: [pasted 120 lines]');
    await one.press(ctrl('x'), ' ');
    expect(one.text()).toContain('a: line 1');
  });

  test('goes by one key as a whole, comes back as it was, and is stepped over', async () => {
    const {one, line} = await open();
    await one.paste(LINES);
    await one.press(...keys(' end'), LEFT, LEFT, LEFT, LEFT, BACKSPACE);
    expect(line()).toBe('#lobby >  end');
    await one.press('\u001F');
    expect(line()).toBe('#lobby > [pasted 120 lines] end');
    await one.press(ctrl('a'), '>');
    expect(line()).toBe('#lobby > >[pasted 120 lines] end');
    await one.press(ctrl('e'), alt('b'), ctrl('w'));
    expect(line()).toBe('#lobby > >end');
    await one.press(ctrl('y'), '!');
    expect(one.text()).toContain('line 120 !end');
    // A line break at its end is in it: the line goes on behind the sign.
    await one.press(ctrl('c'), 'x');
    await one.paste(`${LINES}\n`);
    await one.press('y', ctrl('a'), '<', ctrl('e'), '>');
    expect(line()).toBe('#lobby > <x[pasted 120 lines]y>');
    await one.press(ctrl('u'));
    expect(line()).toBe('#lobby >');
  });

  test('that could be a command is never hidden, also when what stood before it goes', async () => {
    const {one} = await open();
    await one.paste(`/leave\n${LINES}`);
    expect(one.text()).not.toContain('[pasted');
    await one.press(ctrl('c'), 'x');
    await one.paste(`/leave\n${LINES}`);
    expect(one.text()).toContain('x[pasted 121 lines]');
    await one.press(ctrl('a'), '\u001B[3~');
    expect(one.text()).not.toContain('[pasted');
    expect(one.text()).toContain('/leave');
  });

  test('a text that says what a sign says is text, and signs of the program’s own are none', async () => {
    const {one, line} = await open();
    await one.paste('[pasted 120 lines] \uE000\uE001');
    await one.paste(LINES);
    expect(line()).toContain('[pasted 120 lines] ');
    await one.press(ctrl('x'), ' ');
    expect(one.text()).toContain('line 119');
    expect(one.text()).not.toMatch(/lines\].*\[pasted/);
  });
});

test('Enter asks about a folded paste, and sends the whole of a short one', async () => {
  const {one, client, line} = await open();
  const sent: string[] = [];
  client.parts.outgoing.write = (_roomId, {text}) => Promise.reject(new Error(`${sent.push(text)}`));
  await one.paste(LINES);
  await one.press(ENTER);
  expect(one.text()).toContain('Send 120 lines');
  await one.press(ESC, ctrl('c'));
  await one.paste('1\n2\n3\n4\n5\n6');
  expect(line()).toBe('#lobby > [pasted 6 lines]');
  one.opened.whenClosed.catch(() => undefined);
  await one.press('!', ENTER);
  expect(sent).toEqual(['1\n2\n3\n4\n5\n6!']);
});
