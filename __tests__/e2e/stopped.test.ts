/** Stopped and continued, by whatever: the terminal has its modes and its size again, and everything is drawn. */
import {afterEach, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {editorScript} from '../support/screen/editorScript.ts';
import {BIN, cleanUp} from '../support/program.ts';
import {KEY, type TerminalProcess} from '../support/screen/terminal.ts';
import {LINES, typist, type Typist} from '../support/screen/typist.ts';

afterEach(cleanUp);

/** Started from an interactive shell, as a job of it. */
async function inShell(more: Record<string, string> = {}): Promise<Typist & {job: () => number}> {
  const somebody = await typist({PS1: 'shell> ', ...more}, ['bash', '--norc', '--noprofile', '-i']);
  const {one} = somebody;
  await one.waitFor('shell> ');
  one.press(`${process.execPath} ${BIN}\r`);
  await one.waitFor(`line ${LINES}`);
  const job = () => Number(execFileSync('ps', ['--ppid', String(one.pid), '-o', 'pid='], {encoding: 'utf8'}).trim());
  return {...somebody, job};
}

async function continued({one, shows}: Typist): Promise<void> {
  one.press('fg\r');
  await one.waitFor(`line ${LINES}`);
  await one.waitFor(screen => !screen.includes('shell>') && !/^fg$/m.test(screen));
  one.press('hello');
  await shows('hello');
  one.press(KEY.ctrl('a'));
  one.press('x');
  await shows('xhello');
}

/** Enough of the shell's own lines that none of the old picture is left. */
async function overwrite(one: TerminalProcess): Promise<void> {
  await one.waitFor(/Stopped[^]*shell>/);
  one.press('clear; seq 1 100\r');
  await one.waitFor(/^100$[^]*shell>/m);
}

test('SIGSTOP, another size, fg', async () => {
  const somebody = await inShell();
  const {one} = somebody;
  process.kill(somebody.job(), 'SIGSTOP');
  await overwrite(one);
  one.resize(70, 18);
  await continued(somebody);
  expect(one.screen().split('\n')).toHaveLength(18);
  expect(one.modes()).toMatchObject({isAlternate: true, isBracketedPaste: true});
});

test('Ctrl+Z, another size, fg; and a stop signal from somebody else', async () => {
  const somebody = await inShell();
  const {one} = somebody;
  one.press(KEY.ctrl('z'));
  await one.waitFor(/Stopped[^]*shell>/);
  expect(one.modes()).toMatchObject({isAlternate: false, isBracketedPaste: expect.anything()});
  one.resize(70, 18);
  await continued(somebody);
  one.press(KEY.ctrl('c'));
  await somebody.shows('');
  process.kill(somebody.job(), 'SIGTSTP');
  await one.waitFor(/Stopped[^]*shell>/);
  expect(one.modes().isAlternate).toBe(false);
  one.resize(90, 25);
  await continued(somebody);
  expect(one.raw().split('\u001B[?1049h')).toHaveLength(4);
});

test('stopped within the external editor, fg: the editor has the terminal until it ends', async () => {
  const script = 'kill -TSTP 0; echo goes on; read x; echo "$x" >"$1"; echo "got $x"';
  const {one, shows, sent} = await inShell(editorScript(script));
  one.press(KEY.ctrl('x'));
  one.press(KEY.ctrl('e'));
  await one.waitFor(/Stopped[^]*shell>/);
  const from = one.raw().length;
  one.press('fg\r');
  await one.waitFor('goes on');
  one.press('hello\r');
  await shows('hello');
  const [meanwhile, after] = one.raw().slice(from).split('got hello');
  expect(meanwhile).not.toContain('\u001B[?1049h');
  expect(after).toContain('\u001B[?1049h');
  expect(sent).toEqual([]);
});

test('Ctrl+Z where no shell could continue it goes on', async () => {
  const {one, shows} = await typist();
  one.press('one');
  await shows('one');
  one.press(KEY.ctrl('z'));
  await one.waitFor(() => one.raw().split('\u001B[?1049h').length === 3);
  one.press('two');
  await shows('onetwo');
  expect(one.modes().isAlternate).toBe(true);
});
