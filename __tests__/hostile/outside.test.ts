/**
 * What leaves the screen for the machine around it, and what comes back from there: mouse, clipboard, browser, notices, helpers.
 */
import {afterEach, describe, expect, test} from '@jest/globals';
import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {openPage} from '../../src/cli/desktop/open.ts';
import {openSpeller} from '../../src/cli/desktop/spelling.ts';
import {gridFaults} from '../support/hostile/hostileGrid.ts';
import {HOSTILE_TEXTS} from '../support/hostile/hostileText.ts';
import {withMouse} from '../support/screen/mouse.ts';
import {cleanUp, temporaryFolder} from '../support/program.ts';
import {ctrl, ENTER, ESC, pilot, type Pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

afterEach(cleanUp);

const AWAY = '\u001B[O';
const DELETE = '\u001B[3~';

/** Sequences of this kind that were written, whole. */
const written = (one: Pilot, kind: RegExp): string[] => one.raw().match(kind) ?? [];

describe('B180 reports of the mouse', () => {
  const broken = [
    '<;;M',
    '<0;0;0M',
    '<0;1M',
    '<999999999;1;1M',
    '<0;99999;99999m',
    '<-1;1;1M',
    '<0;1;1;1M',
    'M~~~',
    '<32;1;1m',
  ];

  test('that are broken, outside or endless choose nothing, write nothing and take nothing away', async () => {
    const {one, opened, copied} = await withMouse();
    await one.press('a draft', ...broken.map(rest => `\u001B[${rest}`), ESC);
    for (let at = 0; at < 300; at++)
      await one.press(`\u001B[<${at % 4};${(at * 7) % 300};${(at * 3) % 90}${at % 2 ? 'm' : 'M'}`);
    await one.press(ESC, ESC, ESC, ESC);
    expect(gridFaults(one)).toEqual([]);
    expect([opened, copied, one.droppedCount()]).toEqual([[], [], 0]);
    expect(one.text()).toContain('a draft');
  });

  test('that nobody asked for are no keys', async () => {
    const one = await pilot(stage().client);
    const before = one.text();
    await one.press('\u001B[<0;3;3M', '\u001B[<0;3;3m', '\u001B[<64;3;3M');
    expect(one.text()).toBe(before);
  });
});

describe('B181 texts of others', () => {
  test('go into the clipboard as one sequence of base64, whatever is in them, and not without end', async () => {
    const copied: string[] = [];
    const made = stage();
    const one = await pilot(made.client, {copyText: async text => (copied.push(text), true)});
    for (const {text} of HOSTILE_TEXTS.slice(0, 30)) {
      made.say(1, {kind: 'message', text: `x${text}`});
      await one.press(ctrl('s'), 'y', ESC);
    }
    const sent = written(one, /\u001B\]52[^\u001B]*\u001B\\/g);
    expect(sent.length).toBeGreaterThan(20);
    expect(sent.filter(sequence => !/^\u001B\]52;c;[\w+/=]*\u001B\\$/.test(sequence))).toEqual([]);
    expect(copied.length).toBe(30);
    made.say(1, {kind: 'message', text: 'y'.repeat(200_000)});
    await one.press(ctrl('s'), 'y', ESC);
    expect(written(one, /\u001B\]52[^\u001B]*\u001B\\/g)).toHaveLength(sent.length);
    expect([one.escapes.filter(escape => escape !== 'bell'), one.droppedCount()]).toEqual([[], 0]);
  });

  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://x/\u001B]0;y',
    '-h',
    'https://x y',
    'http://x/\n--help',
  ])('are no page for a browser: %j', async href => {
    const file = join(temporaryFolder(), 'xdg-open');
    writeFileSync(file, '#!/bin/sh\ntouch "$0.called"\n');
    chmodSync(file, 0o755);
    expect(await openPage({PATH: join(file, '..'), DISPLAY: ':0'}, href)).toBe(false);
  });
});

test('B182 notices with any text are short, one sequence each, and few', async () => {
  const made = stage({rooms: [room(1, 'lobby'), room(3, 'bob', {kind: 'direct', partner: user('bob')})]});
  const one = await pilot(made.client, {noticeForm: 'osc777'});
  await one.press(AWAY);
  for (const {text} of HOSTILE_TEXTS) made.say(3, {kind: 'message', text: `${text}\u001B\\\u0007x`});
  await one.settle();
  const told = written(one, /\u001B\]777[^\u001B]*\u001B\\/g);
  expect(told).toHaveLength(1);
  expect(told[0]?.length).toBeLessThan(1_000);
  expect(one.escapes.filter(escape => escape !== 'bell' && !escape.startsWith('answer'))).toEqual([]);
});

describe('B183 what helps while one writes', () => {
  test('hides no command behind a folded paste, and suggests names only as text', async () => {
    const made = stage({members: [user('bob', {displayName: '\u001B]0;owned\u0007'})]});
    const one = await pilot(made.client, {columns: 80, rows: 24});
    await one.press('x');
    await one.paste(`/quit\n${'line\n'.repeat(50)}`);
    expect(one.screen().at(-1)).toContain('[pasted 51 lines]');
    await one.press(ctrl('a'), DELETE);
    expect(one.text()).toContain('/quit');
    await one.press(ctrl('c'), '@', 'b');
    await one.until('@bob');
    expect([one.escapes, one.droppedCount(), gridFaults(one)]).toEqual([[], 0, []]);
    await one.press(ENTER);
  });

  test('ends a program for spelling that answers without end, and goes on', async () => {
    const file = join(temporaryFolder(), 'aspell');
    writeFileSync(file, '#!/bin/sh\nexec yes "& a 1 1: b"\n');
    chmodSync(file, 0o755);
    const told: string[] = [];
    const speller = openSpeller({PATH: `${join(file, '..')}:/usr/bin:/bin`}, undefined, sentence =>
      told.push(sentence),
    );
    const one = await pilot(stage().client, {checkWords: words => speller?.check(words) ?? Promise.resolve([])});
    await one.press(...Array.from('teh cat sat '));
    expect(await speller?.check(['teh'])).toEqual([]);
    expect(told).toHaveLength(1);
    await one.press('!');
    expect(one.screen().at(-1)).toBe('#lobby > teh cat sat !');
  });
});
