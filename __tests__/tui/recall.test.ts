/** What was sent before and what was cut comes back; the text goes to an editor of one's own. */
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {editText} from '../../src/cli/screening/externalEditor.ts';
import {alt, ctrl, ENTER, ESC, pilot} from '../support/pilot.ts';
import {cleanUp, temporaryFolder} from '../support/program.ts';
import {room, stage} from '../support/stage.ts';

afterAll(cleanUp);

const open = async () => {
  const stand = stage({rooms: [room(1, 'lobby'), room(2, 'ops')]});
  stand.say(1, 'alice: the old release notes', 'bob: not mine', 'alice: lunch?');
  const one = await pilot(stand.client);
  return {one, line: () => one.screen().at(-1)};
};

test('Ctrl+R finds a sent line by its letters, also of an earlier run; Esc takes none', async () => {
  const {one, line} = await open();
  await one.press('first things', ENTER, 'draft ', ctrl('r'));
  await one.until('Sent before ─');
  expect(one.text()).toMatch(/first things[^]*lunch\?[^]*the old release notes/);
  expect(one.screen().slice(3, 12).join()).not.toContain('not mine');
  await one.press('R', 'E', 'L', ESC);
  expect(line()).toBe('#lobby > draft');
  await one.press(ctrl('r'), 'r', 'e', 'l', ENTER);
  expect(line()).toBe('#lobby > draft the old release notes');
  await one.press(ctrl('r'), 'z', 'z', ENTER);
  expect(one.text()).toContain('Nothing that was sent has these letters.');
});

test('what was cut comes back, and what was cut before it; a change is taken back and made again', async () => {
  const {one, line} = await open();
  await one.press('one two', ctrl('w'), 'x', ctrl('u'), ctrl('y'));
  expect(line()).toBe('#lobby > one x');
  await one.press(alt('y'));
  expect(line()).toBe('#lobby > two');
  await one.press(alt('y'));
  expect(line()).toBe('#lobby > one x');
  await one.press('\u001F', '\u001F', '\u001F', alt('z'), alt('z'), alt('z'));
  expect(line()).toBe('#lobby > one x');
  await one.press(alt('T'));
  expect(line()).toBe('#lobby > x one');
  await one.press(ctrl('a'), alt('U'), alt('c'));
  expect(line()).toBe('#lobby > X One');
});

describe('an editor', () => {
  const terminal = {release: () => {}, retake: () => {}};
  const editor = (script: string) => {
    const path = join(temporaryFolder(), 'editor.sh');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o700);
    return {VISUAL: '', EDITOR: path};
  };

  test('gets the text in a file of one’s own, which is gone afterwards', async () => {
    const told = join(temporaryFolder(), 'told');
    const env = editor(
      `echo "$1" > ${told}; stat -c %a "$1" >> ${told}; cat "$1" >> ${told}; printf 'two\\nlines\\n' > "$1"`,
    );
    await expect(editText({env}, terminal, '$(touch x); `y`')).resolves.toBe('two\nlines');
    const [path = '', mode, text] = readFileSync(told, 'utf8').split('\n');
    expect([existsSync(path), mode, text]).toEqual([false, '600', '$(touch x); `y`']);
  });

  test.each([
    ['that is none', () => ({}), 'There is no editor'],
    ['that is not there', () => ({EDITOR: '/nowhere/ed'}), 'cannot be started'],
    ['that fails', () => editor('exit 3'), 'ended with 3'],
    ['that removes the file', () => editor('rm "$1"'), 'cannot be read'],
    ['that writes without end', () => editor('head -c 2000000 /dev/zero > "$1"'), 'more than 1048576 bytes'],
  ])('%s is told', async (_what, env, sentence) => {
    await expect(editText({env: env()}, terminal, 'mine')).rejects.toThrow(sentence);
  });

  test('changes what is written, in one step', async () => {
    const one = await pilot(stage().client, {editText: async text => `${text} and more`});
    await one.press('mine', ctrl('x'), ctrl('e'));
    await one.until('#lobby > mine and more');
    await one.press('\u001F');
    expect(one.screen().at(-1)).toBe('#lobby > mine');
  });
});
