/** Long pastes in a real terminal: of 20, 500 and 5,000 lines, sent as text, as code and as a file; nothing of them is cut. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect, test} from '@jest/globals';
import {account, cleanUp, jsonLinesOf, person, serve, temporaryFolder} from '../support/program.ts';
import {openScreenOf} from '../support/screen/screens.ts';
import {KEY} from '../support/screen/terminal.ts';

afterEach(cleanUp);

const paste = (text: string) => `\u001B[200~${text.replaceAll('\n', '\r')}\u001B[201~`;
const linesOf = (count: number) => Array.from({length: count}, (_, at) => ` r${at + 1}`).join('\n');

const ASKS = /Enter asks how it is sent/;

test('20 lines go at once, 500 as text or as code, 5,000 as a file, each whole', async () => {
  const server = await serve(person());
  const [alice, bob] = [await account(server, 'alice'), await account(server, 'bob')];
  const small = await openScreenOf(alice, {columns: 80, rows: 24});
  const large = await openScreenOf(bob, {columns: 200, rows: 50});

  small.press(paste(linesOf(20)));
  await small.waitFor('[pasted 20 lines]');
  small.press(KEY.enter);
  await large.waitFor(/alice │ +r1(?!\d)[^]*r20(?!\d)/);

  small.press(paste(linesOf(500)));
  await small.waitFor(ASKS);
  small.press(KEY.enter);
  await small.waitFor(/as text, as it is[^]*as code[^]*as a file, pasted/);
  // Esc sends nothing, and the paste is still there.
  small.press(KEY.escape);
  await small.waitFor(shown => ASKS.test(shown) && !shown.includes('as a file, pasted'));
  small.press(KEY.enter);
  await small.waitFor(/as a file, pasted/);
  small.press('1');
  // Enter in one piece with a paste would belong to the paste, so what is waited for must be of the next one.
  await small.waitFor(shown => !ASKS.test(shown));
  await large.waitFor(/r20(?!\d)[^]*r1(?!\d)[^]*… \d+ more rows/);
  small.press(paste(linesOf(500)));
  await small.waitFor(ASKS);
  small.press(KEY.enter);
  await small.waitFor(/as a file, pasted/);
  small.press('2');
  await small.waitFor(shown => !ASKS.test(shown));
  await large.waitFor(/more rows[^]*│ │ +r1(?!\d)[^]*more rows/);

  small.press(paste(linesOf(5_000)));
  await small.waitFor(ASKS);
  small.press(KEY.enter);
  await small.waitFor(shown => shown.includes('as a file, pasted') && !shown.includes('as text, as it is'));
  small.press('1');
  await large.waitFor(/pasted\.txt/);

  const said = jsonLinesOf<{kind: string; text?: string}>((await bob.call(['tail', '#lobby', '--json'])).stdout);
  expect(said.flatMap(({kind, text = ''}) => (kind === 'message' ? [text] : []))).toEqual([
    linesOf(20),
    linesOf(500),
    `\`\`\`\n${linesOf(500)}\n\`\`\``,
  ]);
  const folder = temporaryFolder();
  expect(await bob.call(['get', '#lobby', 'pasted.txt', '--out', folder])).toMatchObject({code: 0});
  expect(readFileSync(join(folder, 'pasted.txt'), 'utf8')).toBe(linesOf(5_000));
});
