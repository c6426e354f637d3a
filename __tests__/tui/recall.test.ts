/** What was sent before and what was cut comes back; the text goes to an editor of one's own. */
import {existsSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {afterAll, describe, expect, test} from '@jest/globals';
import type {Client} from '../../src/client/client.ts';
import {editText} from '../../src/cli/screening/externalEditor.ts';
import {expandPath} from '../../src/client/transfers/up/localPaths.ts';
import {alt, BACKSPACE, ctrl, ENTER, ESC, pilot, UP, type Pilot} from '../support/screen/pilot.ts';
import {editorScript} from '../support/screen/editorScript.ts';
import {cleanUp, onCleanUp, temporaryFolder} from '../support/program.ts';
import {room, stage} from '../support/screen/stage.ts';

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

describe('what was cut and what was sent is there after', () => {
  const LINES = Array.from({length: 40}, (_, at) => `line ${at}`).join('\n');
  const ALL = ['#lobby >', '#lobby > half', '#lobby > first'];
  const withBoth = async () => {
    const {one, line} = await open();
    await one.press('first', ENTER, 'half', ctrl('u'));
    const lines = async () => {
      const empty = line();
      await one.press(ctrl('y'));
      const cut = line();
      await one.press(UP);
      return [empty, cut, line()];
    };
    return {one, line, lines};
  };

  test('a long paste', async () => {
    const {one, lines} = await withBoth();
    await one.paste(LINES);
    await one.press(ENTER);
    await one.until('Send 40 lines');
    await one.press('1');
    await one.until(shown => shown.at(-1) === '#lobby >');
    expect(await lines()).toEqual(ALL);
  });

  test('paths that were dropped', async () => {
    const {one, lines} = await withBoth();
    const path = join(temporaryFolder(), 'dropped.txt');
    writeFileSync(path, 'x');
    await one.paste(path);
    await one.press(ENTER);
    await one.until('as files: dropped.txt');
    await one.press('2');
    await one.until(shown => shown.at(-1) === '#lobby >');
    expect(await lines()).toEqual(ALL);
  });

  test('a link that was opened', async () => {
    const {one, lines} = await withBoth();
    await one.press('#lobby/1', ctrl('o'));
    expect(await lines()).toEqual(ALL);
  });

  test('a command for a message, with the draft that waits behind a line of the history', async () => {
    const {one, line} = await withBoth();
    await one.press('abc', UP);
    expect(line()).toBe('#lobby > first');
    await one.press(ctrl('s'), 'r');
    expect(line()).toBe('#lobby > /reply #lobby/3 abc');
    await one.press(' ', ctrl('y'));
    expect(line()).toBe('#lobby > /reply #lobby/3 abc half');
  });

  test('a command for a message before a long paste, which is still asked about', async () => {
    const {one} = await withBoth();
    await one.paste('x'.repeat(9_000));
    const pasted = one.screen().at(-1);
    await one.press(ctrl('s'), 'r', ENTER);
    expect(one.text()).toContain('Really send 1 line');
    await one.press('\u001F');
    expect(one.screen().at(-1)).toBe(pasted);
  });
});

test.each([
  ['/edit', ['/edit #lobby/3 lunch? hello']],
  ['/code', ['/code hello']],
  ['/code ts', ['/code ts', 'hello']],
  ['/quote', ['> lunch?', 'hello']],
])(
  'what %s writes stands before the draft that waited behind it, and is no part of a message',
  async (typed, lines) => {
    const {one} = await open();
    const written = () =>
      one
        .screen()
        .slice(-lines.length)
        .map(line => line.replace(/^#lobby >|^ {8}/, '').trim());
    await one.press(typed, ENTER);
    await one.until(() => written().join(' ').trim() !== '');
    await one.press(ctrl('u'), BACKSPACE, ctrl('u'), 'hello', UP);
    expect(one.screen().at(-1)).toBe(`#lobby > ${typed}`);
    await one.press(ENTER);
    await one.until('hello');
    expect(written()).toEqual(lines);
  },
);

describe('an editor', () => {
  const terminal = {lend: <Result>(work: () => Promise<Result>) => work()};

  test('gets the text in a file of one’s own, which is gone afterwards', async () => {
    const told = join(temporaryFolder(), 'told');
    const env = editorScript(
      `echo "$1" > ${told}; stat -c %a "$1" >> ${told}; cat "$1" >> ${told}; printf 'two\\nlines\\n' > "$1"`,
    );
    await expect(editText({env}, terminal, '$(touch x); `y`')).resolves.toBe('two\nlines');
    const [path = '', mode, text] = readFileSync(told, 'utf8').split('\n');
    expect([existsSync(path), mode, text]).toEqual([false, '600', '$(touch x); `y`']);
  });

  test.each([
    ['that is none', () => ({}), 'There is no editor'],
    ['that is not there', () => ({EDITOR: '/nowhere/ed'}), 'cannot be started'],
    ['that fails', () => editorScript('exit 3'), 'ended with 3. What you wrote'],
    ['that removes the file', () => editorScript('rm "$1"'), 'cannot be read'],
  ])('%s is told', async (_what, env, sentence) => {
    await expect(editText({env: env()}, terminal, 'mine')).rejects.toThrow(sentence);
  });

  test.each([
    ['that fails', 'echo precious >"$1"; exit 3', 'ended with 3', 9],
    ['that is killed', 'echo precious >"$1"; kill -9 $$', 'ended with a signal', 9],
    ['that writes without end', 'head -c 2000000 /dev/zero >"$1"', 'more than 1048576 bytes', 2_000_000],
  ])('%s has saved something: that stays, for its owner alone', async (_what, script, sentence, size) => {
    const error: unknown = await editText({env: editorScript(script)}, terminal, 'mine').catch((one: unknown) => one);
    const said = String(error);
    expect(said).toContain(sentence);
    const [, shown] = /what was saved is in (\S+\/chat-tui-\w+\/message\.md)\. /.exec(said) ?? [];
    if (shown === undefined) throw new Error(`there is no path in ${said}`);
    const path = expandPath(shown);
    onCleanUp(() => rmSync(dirname(path), {recursive: true}));
    expect(readFileSync(path)).toHaveLength(size);
    expect([path, dirname(path)].map(one => (statSync(one).mode & 0o777).toString(8))).toEqual(['600', '700']);
  });

  test('changes what is written, in one step', async () => {
    const one = await pilot(stage().client, {editText: async text => `${text} and more`});
    await one.press('mine', ctrl('x'), ctrl('e'));
    await one.until('#lobby > mine and more');
    await one.press('\u001F');
    expect(one.screen().at(-1)).toBe('#lobby > mine');
  });

  /** One that has the terminal until it has written. */
  async function editing(client: Client) {
    const written = Promise.withResolvers<string>();
    const one: Pilot = await pilot(client, {
      editText: () => one.terminal.lend(() => written.promise),
    });
    await one.press('mine', ctrl('x'), ctrl('e'));
    return {one, written};
  }

  test('called twice in one breath has the terminal until both have ended', async () => {
    const written = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
    const waiting = [...written];
    const one: Pilot = await pilot(stage().client, {
      editText: () => one.terminal.lend(async () => waiting.shift()?.promise ?? 'a third'),
    });
    await one.press(`${ctrl('x')}${ctrl('e')}`.repeat(2));
    const from = one.raw().length;
    written[0].resolve('one');
    await nextTurn();
    await one.settle();
    expect([waiting, one.raw().slice(from)]).toEqual([[], '']);
    written[1].resolve('two');
    await one.until('#lobby > two');
  });

  test('stands before the screen: nobody reads what comes; the text is for the room that it was begun in', async () => {
    const {client, say, room: roomOf} = stage({rooms: [room(1, 'lobby'), room(2, 'ops')]});
    client.dispatch({type: 'roomEntered', roomId: 2});
    client.dispatch({type: 'entriesLoaded', roomId: 2, place: 'newest', entries: [], lastSeq: 0});
    const {one, written} = await editing(client);
    say(2, 'bob: @alice look');
    await one.settle();
    expect([roomOf(2).room.readSeq, one.rings()]).toEqual([0, 1]);
    client.dispatch({type: 'roomClosed', roomId: 2});
    written.resolve('for ops alone');
    await one.until('#lobby >');
    await nextTurn();
    await one.settle();
    expect(one.screen().at(-1)).toBe('#lobby >');
    client.dispatch({type: 'roomOpened', room: room(2, 'ops')});
    client.dispatch({type: 'roomEntered', roomId: 2});
    await one.until('#ops > for ops alone');
  });

  test('has the terminal also when the login ends meanwhile: the screen ends after it', async () => {
    const {client} = stage();
    const kept: unknown[] = [];
    client.parts.outgoing.keepDraft = (roomId, text) => void kept.push([roomId, text]);
    const {one, written} = await editing(client);
    const connection = {status: 'ended', code: 'session-expired', detail: ''} as const;
    client.dispatch({type: 'connectionChanged', connection});
    await one.settle();
    let isOver = false;
    void one.opened.whenClosed.then(() => (isOver = true));
    await nextTurn();
    expect(isOver).toBe(false);
    written.resolve('worth keeping');
    expect(await one.opened.whenClosed).toMatchObject({kind: 'refused', code: 'session-expired'});
    expect(kept.at(-1)).toEqual([1, 'worth keeping']);
  });

  test('has the terminal until it ends, then what came is read', async () => {
    const {client, say, room: roomOf} = stage();
    const {one, written} = await editing(client);
    say(1, 'bob: hello');
    await one.settle();
    expect(roomOf(1).room.readSeq).toBe(0);
    written.resolve('done');
    await one.until('#lobby > done');
    expect(roomOf(1).room.readSeq).toBe(1);
  });
});
