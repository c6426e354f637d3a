/** What the built program writes to a terminal of 200×50: for a key, for a message, and for nothing. */
import {afterEach, expect, test} from '@jest/globals';
import {idOf} from '../client/support/log.ts';
import {strangersIn} from '../support/hostileOutput.ts';
import {cleanUp} from '../support/program.ts';
import {terminal} from '../support/terminal.ts';
import {LINES, pause, typistServer} from '../support/typist.ts';

afterEach(cleanUp);

const KEY_MAX = 100;
/** Once a second the screen looks whether something counts down. */
const IDLE_MS = 1_100;
/** As long as a second frame could be on its way. */
const FRAMES_MS = 120;

test('a key, a message and rest stay within their bytes, and nothing is cleared', async () => {
  // Rows that are not like each other, as in a room.
  const said = Array.from({length: 60}, (_, at) => `what is said in ${at} ${'is not the same '.repeat(at % 7)}`);
  const {server, env} = await typistServer([], said);
  const one = terminal({columns: 200, rows: 50, env: {...env, CHAT_TUI_LAYOUT: 'comfortable'}});
  await one.waitFor('what is said in 59');
  await pause(IDLE_MS);
  const count = () => one.bytes().length;
  const started = one.raw().length;
  const costOf = async (work: () => Promise<unknown>) => {
    const before = count();
    await work();
    await pause(FRAMES_MS);
    return count() - before;
  };

  let typed = '';
  for (const key of 'Hi @bo /top') {
    typed += key;
    const cost = await costOf(async () => {
      one.press(key);
      await one.waitFor(`#lobby > ${typed}`.trimEnd());
    });
    expect([typed, cost <= KEY_MAX ? 'few' : cost]).toEqual([typed, 'few']);
  }

  let seq = LINES + said.length;
  const come = (text: string) =>
    costOf(async () => {
      const entry = {seq: ++seq, id: idOf(seq), sender: 'bob', sentAtMs: 1_000 * seq, kind: 'message', text};
      server.tell('entriesAppended', {roomId: 1, entries: [entry]});
      await one.waitFor(text.slice(-20));
    });
  for (const words of [1, 5, 10]) {
    const text = `${'some words '.repeat(words)}end ${words}`;
    expect(await come(text)).toBeLessThanOrEqual(text.length * 1.2 + 200);
  }
  // Of many rows, each has the lines between the panes as well.
  const long = `${'some words '.repeat(90)}the very end`;
  expect(await come(long)).toBeLessThanOrEqual(long.length * 1.2 + 400);

  // Nothing visible changes: nothing is written.
  const quiet = await costOf(async () => {
    server.tell('presenceChanged', {changes: [], onlineCount: 1});
    await pause(IDLE_MS);
  });
  expect(quiet).toBe(0);

  const since = one.raw().slice(started);
  // eslint-disable-next-line no-control-regex -- Sequences are what is looked for.
  expect(since.match(/\u001B\[(?:[0-3]?J|\d*;?\d*H)/g)).toBeNull();
  expect(strangersIn(since)).toEqual([]);
  // What scrolled is what a screen shows that was never scrolled.
  const before = one.screen();
  one.press('\u000C');
  await pause(FRAMES_MS);
  expect(one.screen()).toBe(before);
});
