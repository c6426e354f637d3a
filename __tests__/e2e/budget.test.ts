/** What the built program writes to a terminal: for a key, for messages of one row and of many, and for nothing. */
import {afterEach, expect, test} from '@jest/globals';
import {idOf} from '../client/support/log.ts';
import {unsafeIn} from '../support/hostile/hostileOutput.ts';
import {cleanUp} from '../support/program.ts';
import {drawnAnew, terminal} from '../support/screen/terminal.ts';
import {LINES, pause, typistServer} from '../support/screen/typist.ts';

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

  // Nothing visible changes: nothing is written.
  const quiet = await costOf(async () => {
    server.tell('presenceChanged', {changes: [], onlineCount: 1});
    await pause(IDLE_MS);
  });
  expect(quiet).toBe(0);

  const since = one.raw().slice(started);
  // eslint-disable-next-line no-control-regex -- Sequences are what is looked for.
  expect(since.match(/\u001B\[(?:[0-3]?J|\d*;?\d*H)/g)).toBeNull();
  expect(unsafeIn(since)).toEqual([]);
  // What scrolled is what a screen shows that was never scrolled.
  await drawnAnew(one);
});

/** A name and a time in their colours. */
const HEADING_BYTES = 45;
const MARKDOWN =
  'some **bold words** and `code` in a sentence of Markdown, and then as many words that are like any others. ';

test.each([
  [80, 24, 58, [1, 3]],
  [120, 40, 98, [1, 3]],
  [200, 50, 138, [1]],
])(
  'at %i×%i a message of 1, 3, 10 and 20 rows takes at most 1.2 × its text and 200 bytes, in Markdown and without',
  async (columns, rows, textColumns, shortRows) => {
    const said = Array.from({length: 60}, (_, at) => `what is said in ${at} ${'is not the same '.repeat(at % 7)}`);
    const {server, env} = await typistServer([], said);
    const one = terminal({columns, rows, env: {...env, CHAT_TUI_LAYOUT: 'comfortable'}});
    await one.waitFor('what is said in 59');
    await pause(IDLE_MS);
    let seq = LINES + said.length;
    const heading = () => one.screen().split('\n')[0];
    const come = async (text: string, sender: string, mark: string) => {
      const [before, above] = [one.bytes().length, heading()];
      const entry = {seq: ++seq, id: idOf(seq), sender, sentAtMs: 1_000 * seq, kind: 'message', text: text + mark};
      server.tell('entriesAppended', {roomId: 1, entries: [entry]});
      await one.waitFor(mark);
      await pause(FRAMES_MS);
      // The heading tells whose message the upper edge cuts now.
      return one.bytes().length - before - (heading() === above ? 0 : HEADING_BYTES);
    };
    const over: string[] = [];
    const measure = async (what: string, text: string, sender: string) => {
      const mark = `end${seq}`;
      const cost = await come(text, sender, mark);
      const allowed = (text + mark).length * 1.2 + 200;
      if (cost > allowed) over.push(`${what} by ${sender}: ${cost} of ${allowed}`);
    };
    for (const sender of ['bob', 'carol', 'carol']) await measure('the first Markdown', '**so** it begins ', sender);
    for (const count of [1, 3, 10, 20])
      for (const words of ['some other words ', MARKDOWN])
        for (const sender of ['bob', 'carol']) {
          const text = words.repeat(20 * count).slice(0, textColumns * count - 15);
          await measure(`${count} rows of ${words}`, text, sender);
        }
    // To each the cursor has to go, and beside it stand lines that the terminal moved away: of many, the budget is too small.
    for (const count of shortRows)
      for (const sender of ['bob', 'carol'])
        await measure(`${count} short rows`, 'a **bold** word\n'.repeat(count), sender);
    expect(over).toEqual([]);
    await drawnAnew(one);
  },
);
