/** The help can be read to its end, however small the terminal is; a command that is chosen there or in "Go to" goes first. */
import {expect, test} from '@jest/globals';
import {COMMANDS} from '../../src/client/input/commandTable.ts';
import {ctrl, DOWN, ENTER, F1, LEFT, pilot} from '../support/screen/pilot.ts';
import {stage} from '../support/screen/stage.ts';

test('where there is little room too, the help says of each command how it is called and what it does, whole', async () => {
  const one = await pilot(stage().client, {columns: 40, rows: 12});
  await one.press(F1);
  const read = new Set<string>();
  const words = (text: string) => text.replaceAll(/\s+/g, '');
  for (let at = 0, last = ''; at < 400 && last !== one.text(); at++) {
    last = one.text();
    const inside = one.screen().flatMap(line => /│ (.*?) *│/.exec(line)?.slice(1) ?? []);
    read.add(words(inside.join('')));
    await one.press(DOWN);
  }
  const all = [...read];
  const missing = COMMANDS.map(({name, usage, summary}) => words(`/${name} ${usage} ${summary}`)).filter(
    wanted => !all.some(text => text.endsWith(wanted)),
  );
  expect(missing).toEqual([]);
});

test('the help puts what a command does under it, in whole sentences', async () => {
  const one = await pilot(stage().client, {columns: 80, rows: 24});
  await one.press('/help', ENTER);
  await one.until('Commands');
  const lines = one.screen();
  const at = lines.findIndex(line => line.includes('/accept'));
  expect(lines[at + 1]).toContain('    Takes a file that is offered to you.');
});

test('a command that is chosen in a list is put before a draft: it is a command, and no part of a message', async () => {
  const one = await pilot(stage().client, {columns: 80, rows: 24});
  await one.press('be kind', LEFT, LEFT, F1, ...Array.from('topic'), ENTER);
  expect(one.screen().at(-1)).toBe('#lobby > /topic be kind');
  await one.press(ctrl('c'), 'be kind', LEFT, ctrl('g'), '/topic', ENTER);
  expect(one.screen().at(-1)).toBe('#lobby > /topic be kind');
});
