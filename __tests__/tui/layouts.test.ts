/** Layouts of the chat: who and when stands once above a run, text gets the columns, and the choice is kept. */
import {expect, test} from '@jest/globals';
import {NO_SETTINGS} from '../../src/tui/localSettings.ts';
import {ENTER, PAGE_UP, pilot} from '../support/screen/pilot.ts';
import {NOW_MS, stage} from '../support/screen/stage.ts';

const MINUTE_MS = 60_000;

function run() {
  const made = stage();
  const at = (minutes: number) => NOW_MS - (NOW_MS % (5 * MINUTE_MS)) + minutes * MINUTE_MS;
  const said = (sender: string, text: string, minutes: number) =>
    made.say(1, {kind: 'message', sender, text, sentAtMs: at(minutes)});
  said('bob', 'first', 0);
  said('bob', 'second', 1);
  made.say(1, {kind: 'joined', sender: 'carol', sentAtMs: at(1)});
  said('bob', 'third', 2);
  said('bob', 'later', 7);
  said('carol', 'hi', 7);
  said('bob', 'after carol', 7);
  return made.client;
}

const heads = (text: string, name: string) =>
  text.split('\n').filter(line => new RegExp(`${name} {2}\\d\\d:\\d\\d`).test(line)).length;

test('name and time stand above a run of one person, again after somebody else, a quiet line, five minutes', async () => {
  const one = await pilot(run(), {columns: 80, rows: 30, chatStyle: 'comfortable'});
  expect(heads(one.text(), 'bob')).toBe(4);
  expect(heads(one.text(), 'carol')).toBe(1);
  expect(one.text()).toMatch(/bob {2}\d\d:\d\d *\n.*│ {3}first *\n.*│ {3}second *\n.*· carol joined/);
});

test('/layout sets out all that is there anew, tells wrong ones, and is kept', async () => {
  const kept: string[] = [];
  const localSettings = {...NO_SETTINGS, keep: async (...words: string[]) => void kept.push(words.join(' '))};
  const one = await pilot(run(), {columns: 80, rows: 30, localSettings});
  await one.press('/layout irc', ENTER);
  await one.until(/\d\d:\d\d {2}bob first/);
  await one.press('/layout comfortable', ENTER);
  await one.until(/bob {2}\d\d:\d\d/);
  await one.press('/layout grand', ENTER);
  await one.until(/\/layout comfortable\|compact\|irc/);
  expect(kept).toEqual(['layout irc', 'layout comfortable']);
});

test.each([
  [59, 57],
  [80, 56],
  [120, 80],
])('of %i columns, text has %i or more', async (columns, wanted) => {
  const made = stage();
  made.say(1, `bob: ${'x'.repeat(500)}`);
  const one = await pilot(made.client, {columns, rows: 30, chatStyle: 'comfortable'});
  const widest = Math.max(...one.screen().map(line => /x+/.exec(line)?.[0].length ?? 0));
  expect(widest).toBeGreaterThanOrEqual(wanted);
});

test('who says what the upper edge cuts stands in the heading', async () => {
  const made = stage();
  made.say(1, `bob: ${Array.from({length: 20}, (_, at) => `line ${at}`).join('\n')}`, 'carol: short', 'carol: end');
  const one = await pilot(made.client, {columns: 60, rows: 12, chatStyle: 'comfortable'});
  await one.press(PAGE_UP);
  expect(one.screen()[0]).toMatch(/bob {2}\d\d:\d\d *$/);
});
