/** What the program tells can be read whole, on screens of every size, and is said once. */
import {expect, test} from '@jest/globals';
import {wordsFor} from '../../src/cli/screening/entering/welcome.ts';
import {F3, PAGE_UP, pilot, type Pilot} from '../support/screen/pilot.ts';
import {NOW_MS, stage, type Stage} from '../support/screen/stage.ts';

const LONG = 'report-of-the-year.pdf is here: ~/Downloads/chat/report-of-the-year.pdf';

test.each([
  [50, 20, 2],
  [80, 24, 0],
  [30, 24, 4],
])('at %i×%i a sentence that does not fit into the status line stands above it', async (columns, rows, above) => {
  const {client} = stage();
  const one = await pilot(client, {columns, rows});
  client.notify('info', LONG);
  await one.settle();
  const shown = one.screen();
  const told = shown.slice(-2 - above, above === 0 ? -1 : -2).join(' ');
  expect(told.replaceAll(/\s+/g, '')).toContain(LONG.replaceAll(/\s+/g, ''));
  expect(shown.at(-1)).toBe('#lobby >');
  expect(shown.at(-2)).toMatch(above === 0 ? /● .*report-of/ : /^ ● /);
  // One that is short is in its line again, and the chat has its rows back.
  client.notify('info', 'short');
  await one.settle();
  expect(one.screen().at(-2)).toMatch(/● .*short$/);
  expect(one.text()).not.toContain('report-of');
});

test('where a small screen has no room above, it is cut', async () => {
  const {client} = stage();
  const one = await pilot(client, {columns: 40, rows: 8});
  client.notify('warning', LONG);
  await one.settle();
  expect(one.screen().at(-2)).toMatch(/report-of-the-year.*…$/);
});

test('what stands whole in the room on screen is not said a second time, and takes the room of the names', async () => {
  const {client} = stage();
  const one = await pilot(client, {columns: 80, rows: 24});
  const text = wordsFor('http://127.0.0.1:7420');
  client.dispatch({type: 'noticeShown', level: 'info', text, atMs: NOW_MS, roomId: 1});
  await one.settle();
  const shown = one.screen();
  expect(one.text().match(/Others come in/g)).toHaveLength(1);
  expect(shown.at(-2)).not.toContain('Others');
  const rows = shown.slice(
    shown.findIndex(row => row.includes(' i Others come in')),
    -2,
  );
  expect(rows.map(row => row.slice(21).trim()).join(' ')).toMatch(/i? ?Others.*--host 0\.0\.0\.0$/);
  expect(rows).toHaveLength(4);
});

test.each<[string, (one: Pilot, made: Stage) => Promise<void>, number]>([
  ['a thread is open', async (_, {client}) => client.dispatch({type: 'threadEntered', roomId: 1, seq: 1}), 80],
  ['one has scrolled up', one => one.press(PAGE_UP), 80],
  ['the people stand before it', one => one.press(F3), 50],
])('what stands in the room is said above the status line while %s', async (_title, hide, columns) => {
  const made = stage();
  made.say(1, ...Array.from({length: 60}, (_, at) => `bob: line ${at}`));
  const one = await pilot(made.client, {columns, rows: 40});
  await hide(one, made);
  const text = `${LONG} and here is some more of it`;
  made.client.dispatch({type: 'noticeShown', level: 'info', text, atMs: NOW_MS, roomId: 1});
  await one.settle();
  expect(one.text().replaceAll(/\s+/g, '')).toContain(text.replaceAll(/\s+/g, ''));
});
