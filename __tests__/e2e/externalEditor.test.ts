/** An external editor in a real terminal: its keys and signals are its own, and nothing of it stays behind. */
import {existsSync, readFileSync} from 'node:fs';
import {afterEach, expect, test} from '@jest/globals';
import {editorScript} from '../support/screen/editorScript.ts';
import {cleanUp, temporaryFolder} from '../support/program.ts';
import {KEY, type TerminalProcess} from '../support/screen/terminal.ts';
import {typist, type Typist} from '../support/screen/typist.ts';

afterEach(cleanUp);

/** Somebody with `mine` in the input line, who has called the editor. */
async function editing(script: string, TMPDIR = temporaryFolder()): Promise<Typist> {
  const somebody = await typist({...editorScript(script), TMPDIR});
  somebody.one.press('mine');
  await somebody.shows('mine');
  somebody.one.press(KEY.ctrl('x'));
  somebody.one.press(KEY.ctrl('e'));
  return somebody;
}

/** As the script has printed it, which may be more than one line of the screen. */
async function fileOf(one: TerminalProcess): Promise<string> {
  const path = () => /file (\S+message\.md)\./.exec(one.raw())?.[1];
  await one.waitFor(() => path() !== undefined);
  return path() ?? '';
}

test.each([
  ['Ctrl+C', KEY.ctrl('c')],
  ['Ctrl+\\', '\u001C'],
])('%s ends the editor alone; what it has saved is named', async (_title, key) => {
  const {one, shows} = await editing('echo precious >"$1"; echo "file $1."; read x');
  const path = await fileOf(one);
  // Wide enough for a long path.
  one.resize(200, 24);
  one.press(key);
  const wanted = `ended with a signal; what was saved is in ${path}.`;
  await one.waitFor(screen => screen.replaceAll(/\s+/g, ' ').includes(wanted));
  await shows('mine');
  expect(readFileSync(path, 'utf8')).toBe('precious\n');
  one.press(' again');
  await shows('mine again');
});

test('stopped and continued without the editor: it has the terminal until it ends', async () => {
  const {one, shows, sent} = await editing('echo editing; read x; echo "$x" >"$1"; echo "got $x"');
  await one.waitFor('editing');
  const from = one.raw().length;
  process.kill(one.pid, 'SIGSTOP');
  process.kill(one.pid, 'SIGCONT');
  one.press('hello\r');
  await shows('hello');
  const [meanwhile, after] = one.raw().slice(from).split('got hello');
  expect(meanwhile).not.toContain('\u001B[?1049h');
  expect(after).toContain('\u001B[?1049h');
  expect(sent).toEqual([]);
});

test.each([
  ['removes the text', '', false],
  ['leaves what was saved', 'echo precious >"$1"; ', true],
])('a signal that ends the program %s', async (_, saved, isThere) => {
  const {one} = await editing(`${saved}echo "file $1."; read x`);
  const path = await fileOf(one);
  expect(existsSync(path)).toBe(true);
  one.kill('SIGTERM');
  expect(await one.exit).toMatchObject({code: 143});
  expect(existsSync(path)).toBe(isThere);
});

test('without a place for temporary files, that is told', async () => {
  const {one, shows} = await editing('exit 0', '/nowhere');
  expect(await one.waitFor('cannot be written')).toContain('in /nowhere');
  await shows('mine');
});
