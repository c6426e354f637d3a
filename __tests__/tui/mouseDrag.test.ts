/** Dragging over the chat: what is copied is what was written, and nothing of what stands around it. */
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {createCellPictures} from '../../src/tui/pictures/cellPictures.ts';
import {member, temporaryFolder} from '../client/support/member.ts';
import {drag, find, press, release, withMouse} from '../support/screen/mouse.ts';
import {pilot} from '../support/screen/pilot.ts';
import {halfPng} from '../support/stored/pngFile.ts';
import {world} from '../support/world.ts';

describe('dragging', () => {
  const LONG =
    'this is a long line that goes on and on until it has to be wrapped somewhere in the middle of the screen';

  test('copies wrapped lines as they were written, without the gutter, also upwards', async () => {
    const {one, say, select} = await withMouse(undefined, {columns: 60});
    say(1, `bob: ${LONG}`, 'carol: second\nthird');
    await one.until('third');
    expect(await select('this is', 'screen')).toBe(LONG);
    expect(await select('long line', 'wrapped')).toBe(LONG.slice(LONG.indexOf('long'), LONG.indexOf('wrapped') + 7));
    expect(await select('screen', 'second')).toBe('screen\nsecond');
    const [x, y] = find(one, 'third');
    const [toX, toY] = find(one, 'second');
    await one.press(press(x + 4, y), drag(x, y), drag(toX, toY), release(toX, toY));
    expect(one.text()).toContain('Copied: 12 characters.');
  });

  test('gives markup back as it was typed', async () => {
    const {one, say, select} = await withMouse(undefined, {columns: 100});
    say(1, 'bob: **bold** and `code` [docs](https://docs.example/x) end', 'carol: ```js\nlet a = 1;\n```');
    await one.until('let a');
    await one.until('https://docs.example/x');
    expect(await select('bold', 'end')).toBe('**bold** and `code` [docs](https://docs.example/x) end');
    expect(await select('code', 'docs')).toBe('`code` [docs');
    expect(await select('let', '= 1')).toBe('let a = 1');
  });

  test('stays on its words while others write, shows them, and ends with the next key', async () => {
    const {one, say, copied} = await withMouse();
    say(1, 'bob: keep these words');
    await one.until('these');
    const [x, y] = find(one, 'these');
    await one.press(press(x, y), drag(x + 4, y));
    say(1, 'carol: more', 'carol: and more');
    await one.until('and more');
    const [nowX, nowY] = find(one, 'these');
    expect([
      one.cell(nowX, nowY).isInverse,
      one.cell(nowX + 4, nowY).isInverse,
      one.cell(nowX + 5, nowY).isInverse,
    ]).toEqual([true, true, false]);
    await one.press(release(nowX + 4, nowY));
    expect(copied).toEqual(['these']);
    await one.press('x');
    expect(one.cell(nowX, nowY).isInverse).toBe(false);
  });

  test('never leaves the chat, and scrolls it at its edges', async () => {
    const {one, say, copied} = await withMouse();
    say(1, ...Array.from({length: 60}, (_, index) => `bob: line ${index}`));
    await one.until('line 59');
    const [x, y] = find(one, 'line 50');
    await one.press(press(x, y), ...Array.from({length: 10}, () => drag(0, 0)), release(0, 0));
    expect(copied[0]).toContain('line 30\nline 31');
    expect(copied[0]).not.toContain('Rooms');
  });

  test('takes nothing along that a terminal would run when it is pasted', async () => {
    const {one, say, select, copied} = await withMouse();
    say(1, 'bob: rm \u001B[201~\r\n-rf \u202Ex\u0007 end');
    await one.until('end');
    await select('rm', 'end');
    expect(copied.at(-1)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
  });
});

test('a picture is no text', async () => {
  const made = await world();
  const [alice, bob] = [await member(made.url, 'alice'), await member(made.url, 'bob')];
  const path = join(await temporaryFolder(), 'late.png');
  await writeFile(path, halfPng(160, 160));
  const copied: string[] = [];
  const one = await pilot(alice.client, {
    hasMouse: true,
    copyText: async text => (copied.push(text), true),
    pictureForm: 'kitty',
    pictureBytesMax: 256 * 1_024,
    cellPictures: createCellPictures({form: 'kitty', depth: '256', multiplexer: undefined, idSpace: 7}),
  });
  await sendFiles(bob.client, {paths: [path], roomId: made.lobby});
  await one.until(/late\.png[^\n]*\n[^\n]*\u{10EEEE}/u);
  const [x, y] = find(one, 'late.png');
  const before = one.raw().length;
  const row = one.screen()[y + 2];
  await one.press(press(x, y), drag(x + 1, y), drag(x + 20, y + 3));
  expect(one.screen()[y + 2]).toBe(row);
  expect(one.cell(x, y).isInverse).toBe(true);
  expect(one.cell(x, y + 2).isInverse).toBe(false);
  await one.press(release(x + 20, y + 3));
  expect(copied).toEqual([expect.stringMatching(/^late\.png [^\n]*$/)]);
  expect(one.raw().slice(before)).not.toContain('!"#');
});
