/**
 * What a slow link, another layout, a stop and the wheel do, in a pane of tmux, which has its own mind about keys, sizes and
 * screens.
 */
import {afterEach, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {BIN, cleanUp} from '../support/program.ts';
import {hasTmux, tmuxPane, type TmuxPane} from '../support/screen/tmux.ts';
import {LINES, pause, typistServer} from '../support/screen/typist.ts';

afterEach(cleanUp);

const line = (text: string) => (lines: readonly string[]) =>
  lines.at(-1)?.trimEnd() === `#lobby >${text && ` ${text}`}`;

async function slowly(one: TmuxPane, ms: number, ...pieces: readonly string[]): Promise<void> {
  for (const [at, piece] of pieces.entries()) {
    if (at > 0) await pause(ms);
    one.send(piece);
  }
}

test('sequences and pastes in pieces, one that never ends, and keys of another layout send nothing', async () => {
  if (!hasTmux) return console.warn('Not tested: tmux is not installed.');
  const sent: string[] = [];
  const {env} = await typistServer(sent);
  // Each piece is sent by a program of its own, which takes its time on a busy machine.
  const one = tmuxPane({...env, CHAT_TUI_ESCAPE_WAIT: '2000'});
  await one.waitFor(`line ${LINES}`);
  one.type('ab');
  await slowly(one, 50, '\u001B', '[D', 'c');
  await one.waitFor(line('acb'));
  await slowly(one, 50, '\u001B', '\r', 'd');
  await one.waitFor(lines => lines.at(-1)?.trim() === 'db');
  one.send('\u001B[99;5u');
  await one.waitFor(line(''));
  await slowly(one, 50, '\u001B', '[200~one\rtwo', '\u001B', '[201~');
  await one.waitFor(lines => lines.at(-1)?.trim() === 'two');
  one.send('\u001B[1089::99;5u');
  await one.waitFor(line(''));
  // Keypads: 1, left, 2.
  one.send('\u001BOq\u001B[57417u\u001B[57401u');
  await one.waitFor(line('21'));
  one.press('C-c');
  await one.waitFor(line(''));
  one.send('\u001B[200~hello\r/quit');
  await one.waitFor('paste not finished · Ctrl+C ends it');
  await pause(350);
  one.press('C-c');
  await one.waitFor(lines => !lines.join().includes('not finished'));
  one.press('C-c');
  await one.waitFor(line(''));
  one.type('as ever');
  await one.waitFor(line('as ever'));
  expect(sent).toEqual([]);
});

test('the wheel, which comes as arrow keys, scrolls and leaves the draft alone', async () => {
  if (!hasTmux) return console.warn('Not tested: tmux is not installed.');
  const {env} = await typistServer();
  const one = tmuxPane(env);
  await one.waitFor(`line ${LINES}`);
  one.type('a draft');
  await one.waitFor(line('a draft'));
  for (let turn = 0; turn < 4; turn++) one.send('\u001BOA'.repeat(3));
  await one.waitFor(lines => !lines.some(row => row.includes(`line ${LINES}`)));
  expect(line('a draft')(one.screen())).toBe(true);
  // More than up: on a busy machine a turn can come in two reads, and is two keys then.
  for (let turn = 0; turn < 8; turn++) one.send('\u001BOB'.repeat(3));
  await one.waitFor(lines => lines.some(row => row.includes(`line ${LINES}`)) && line('a draft')(lines));
});

test('stopped by a signal or by Ctrl+Z, resized and continued, the screen is whole at its new size', async () => {
  if (!hasTmux) return console.warn('Not tested: tmux is not installed.');
  const {env} = await typistServer();
  const one = tmuxPane(env, 100, 24, "exec env HISTFILE= PS1='shell> ' bash --norc --noprofile -i");
  await one.waitFor('shell>');
  one.type(`'${process.execPath}' '${BIN}'`);
  one.press('Enter');
  await one.waitFor(`line ${LINES}`);
  const job = Number(execFileSync('ps', ['--ppid', String(one.pid()), '-o', 'pid='], {encoding: 'utf8'}).trim());
  for (const [stop, columns, rows] of [
    [() => void process.kill(job, 'SIGSTOP'), 70, 18],
    [() => one.press('C-z'), 110, 30],
  ] as const) {
    stop();
    await one.waitFor('Stopped');
    one.resize(columns, rows);
    one.type('fg');
    one.press('Enter');
    await one.waitFor(
      lines => lines.some(row => row.includes(`line ${LINES}`)) && (lines.at(-1) ?? '').startsWith('#lobby >'),
    );
    one.type('x');
    await one.waitFor(lines => (lines.at(-1) ?? '').trimEnd().endsWith('x'));
    const lines = one.screen();
    expect(lines).toHaveLength(rows);
    expect(lines.slice(1, -2).filter(row => !row.includes('│'))).toEqual([]);
    expect(lines.join()).not.toMatch(/shell>|Stopped/);
  }
  one.press('C-c');
  await one.waitFor(line(''));
  one.type('/quit');
  one.press('Enter');
  // The shell has its screen back, and keys that are no sequences.
  await one.waitFor(lines => lines.join().includes('Stopped') && lines.some(row => /^shell> *$/.test(row)));
  one.type('echo ab');
  one.press('Left', 'BSpace', 'Enter');
  await one.waitFor(lines => lines.some(row => row.trimEnd() === 'b'));
});
