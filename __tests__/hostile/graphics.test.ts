/** Pictures that terminals draw between rows: whatever others send or a terminal answers, few bytes and numbers of ours. */
import {createCipheriv} from 'node:crypto';
import {EventEmitter} from 'node:events';
import {describe, expect, test} from '@jest/globals';
import {createCellPictures, type CellPictures} from '../../src/tui/pictures/cellPictures.ts';
import {rowFormFrom} from '../../src/tui/pictures/pictureForms.ts';
import type {Multiplexer} from '../../src/tui/terminal/multiplexer.ts';
import {openTerminal} from '../../src/tui/terminal/terminal.ts';
import {openEgress} from '../../src/tui/terminal/egress.ts';
import {createKeyParser} from '../../src/tui/terminal/input/keyParser.ts';
import {display} from '../../src/shared/text/safeText.ts';
import {graphicsOf} from '../support/screen/graphicsTerminal.ts';

const [COLUMNS, ROWS] = [80, 24];
const PLACEHOLDER = '\u{10EEEE}';
const made = (form: 'kitty' | 'iterm' | 'sixel', multiplexer?: Multiplexer) =>
  createCellPictures({form, depth: '24-bit', multiplexer, idSpace: 7});

/** What nothing can be packed into less. */
function noise(width: number, height: number) {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  return {width, height, data: new Uint8Array(cipher.update(Buffer.alloc(width * height * 4)))};
}
const red = (width: number, height: number) => ({
  width,
  height,
  data: Uint8Array.from({length: width * height * 4}, (_, at) => (at % 4 === 0 || at % 4 === 3 ? 255 : 0)),
});

/** Everything that is sent for these rows as a frame, one after the other. */
function frame(graphics: CellPictures, rows: readonly string[]): string {
  const text = rows.map((row, y) => `\u001B[${y + 1};1H\u001B[K${graphics.written(row)}`).join('');
  return text + graphics.framed(rows) + sentBy(graphics);
}
function sentBy(graphics: CellPictures): string {
  let sent = '';
  while (graphics.dueMs() === 0) sent += graphics.piece();
  return sent;
}

describe('B330 pictures in rows, by what they are', () => {
  test('kitty: hundreds of them take few places in the terminal, and none is left at the end', async () => {
    const graphics = made('kitty');
    let bytes = '';
    for (let at = 0; at < 300; at++) {
      const one = graphics.place(red(16, 16), 20, 6);
      bytes += frame(graphics, [`${at}`, ...one.rows]);
      if (at % 3 === 0) one.forget();
    }
    const shown = await graphicsOf(bytes, COLUMNS, ROWS);
    expect(shown.faults).toEqual([]);
    expect(shown.cells).toHaveLength(2);
    expect(shown.kept.length).toBeLessThanOrEqual(24);
    const end = await graphicsOf(bytes + graphics.takeAway(), COLUMNS, ROWS);
    expect([end.kept, end.faults]).toEqual([[], []]);
    expect(graphics.takeAway()).toBe('');
  });

  test('kitty: more in sight than there are numbers are half blocks, and what is forgotten is blank', () => {
    const graphics = made('kitty');
    const all = Array.from({length: 300}, () => graphics.place(red(8, 16), 20, 6));
    const text = graphics.written(all.flatMap(({rows}) => rows).join(''));
    expect(text.match(/\u{10EEEE}/gu)).toHaveLength(255);
    expect(text.match(/▀/g)).toHaveLength(45);
    all[0]?.forget();
    expect(graphics.written(all[0]?.rows[0] ?? '')).toBe(' ');
  });

  test('kitty: what is forgotten while it waits is neither sent nor deleted', () => {
    const graphics = made('kitty');
    const one = graphics.place(red(16, 16), 20, 6);
    graphics.written(one.rows[0] ?? '');
    one.forget();
    expect([sentBy(graphics), graphics.framed(['x']), sentBy(graphics), graphics.takeAway()]).toEqual(['', '', '', '']);
  });

  test('of noise only so much is sent, in pieces between the keys, and a cut one is ended', async () => {
    const kitty = made('kitty');
    const {rows} = kitty.place(noise(480, 192), 60, 12);
    const text = frame(kitty, rows);
    expect(text.length).toBeLessThan(300_000);
    expect((await graphicsOf(text, COLUMNS, ROWS)).kept).toMatchObject([
      {width: 240, height: 96, columns: 60, rows: 12},
    ]);
    const other = made('kitty');
    other.written(other.place(noise(480, 192), 60, 12).rows[0] ?? '');
    const begun = other.piece();
    expect(begun.length).toBeLessThan(20_000);
    const cut = await graphicsOf(begun + other.takeAway(), COLUMNS, ROWS);
    expect([cut.kept, cut.faults]).toEqual([[], []]);
    const drawn = made('iterm');
    expect(frame(drawn, drawn.place(noise(480, 192), 60, 12).rows).length).toBeLessThan(300_000);
  });

  test.each(['iterm', 'sixel'] as const)('%s: in a flood that moves them they stay half blocks', form => {
    const graphics = made(form);
    graphics.noteCell({width: 10, height: 20});
    const {rows} = graphics.place(noise(80, 64), 60, 12);
    let drawn = '';
    for (let at = 0; at < 100; at++) {
      const moved = [...Array.from({length: at % 10}, () => ''), ...rows];
      moved.forEach(row => graphics.written(row));
      drawn += graphics.framed(moved);
    }
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn.length).toBeLessThan(1_000_000);
    // When it is over, it is drawn after all.
    expect(graphics.dueMs()).toBeGreaterThanOrEqual(0);
  });

  test('sixel: nothing is drawn before the size of a cell is known, nor into too little room', () => {
    const graphics = made('sixel');
    const {rows} = graphics.place(red(80, 64), 60, 12);
    expect(frame(graphics, rows)).not.toContain('\u001BP');
    for (const size of [0, -1, 3, 65, 1e9, Number.NaN]) graphics.noteCell({width: size, height: size});
    expect(graphics.dueMs()).toBeUndefined();
    graphics.noteCell({width: 10, height: 20});
    expect(graphics.dueMs()).toBe(0);
    expect(graphics.piece()).toContain('"1;1;100;80');
    expect(graphics.forgetCell()).toBe(true);
    expect(frame(graphics, [...rows, 'x'])).not.toContain('\u001BP');
  });
});

test('kitty: a program that is stopped leaves none in the terminal, and has them again afterwards', async () => {
  const stdin = new EventEmitter();
  const own = {isTTY: true, setRawMode: () => stdin, setEncoding: () => stdin, resume: () => stdin, pause: () => stdin};
  let bytes = '';
  const output = {
    columns: COLUMNS,
    rows: ROWS,
    write(text: string | Uint8Array) {
      bytes += String(text);
      return true;
    },
  };
  const graphics = made('kitty');
  const terminal = openTerminal(
    {stdin: Object.assign(stdin, own), stdout: Object.assign(new EventEmitter(), output)},
    {graphics},
  );
  const {rows} = graphics.place(red(16, 16), 20, 6);
  const draw = () => {
    terminal.egress.stream.write(rows.join(''));
    terminal.egress.stream.framed(rows);
    bytes += sentBy(graphics);
  };
  const keptNow = async () => (await graphicsOf(bytes, COLUMNS, ROWS)).kept.length;
  draw();
  expect(await keptNow()).toBe(1);
  terminal.release();
  expect(await keptNow()).toBe(0);
  terminal.retake();
  draw();
  expect(await keptNow()).toBe(1);
  terminal.restore();
  expect(await keptNow()).toBe(0);
});

describe('B331 what others and the terminal say about pictures', () => {
  test('placeholders and colours of others are no pictures', () => {
    for (const shape of ['line', 'block', 'message'] as const)
      expect(display(`a${PLACEHOLDER}\u0305\u0305b`, shape)).not.toContain(PLACEHOLDER);
    const written: string[] = [];
    const graphics = made('kitty');
    const egress = openEgress(
      {
        write(text) {
          written.push(String(text));
          return true;
        },
      },
      {graphics},
    );
    egress.stream.write(`x${PLACEHOLDER}\u0305y\u001B[38;5;99999mno\u001B[39m!`);
    expect(written.join('')).not.toContain(PLACEHOLDER);
    expect(written.join('')).toContain('  !');
    expect(egress.droppedCount()).toBe(1);
  });

  test('answers without end, split and of any kind change nothing, and are no keys', () => {
    const said: string[] = [];
    const graphics = made('kitty', 'tmux');
    const parser = createKeyParser(answer => said.push(answer));
    const answers = ['_Gi=1;OK', '_Gi=;', '_G;ENOENT:x', `_Gi=${'9'.repeat(9_999)};OK`, '_Gi=117440767;EINVAL'];
    const keys = answers.flatMap(answer => Array.from(`\u001B${answer}\u001B\\`).flatMap(one => parser.push(one)));
    expect(keys).toEqual([]);
    expect(said.map(one => graphics.noteAnswer(one))).toEqual(answers.map(() => false));
    const {rows} = graphics.place(red(8, 16), 20, 6);
    expect(graphics.written(rows[0] ?? '')).toContain('▀');
    // The right one, once.
    const id = /i=(\d+)/.exec(graphics.query)?.[1];
    expect([1, 2].map(() => graphics.noteAnswer(`_Gi=${id};OK`))).toEqual([true, false]);
    expect(graphics.written(rows[0] ?? '')).toContain(PLACEHOLDER);
    expect(sentBy(graphics)).toMatch(/^\u001BPtmux;\u001B\u001B_Ga=T/);
  });

  test('through tmux only kitty’s, and only where that answers; elsewhere what the terminal says', () => {
    const kitty = {TERM: 'tmux-256color', TERM_PROGRAM: 'tmux', KITTY_WINDOW_ID: '1'};
    expect(rowFormFrom(kitty, 'tmux')).toBe('kitty');
    expect(rowFormFrom({...kitty, KITTY_WINDOW_ID: ''}, 'tmux')).toBe('blocks');
    expect(rowFormFrom({TERM: 'foot'}, 'tmux')).toBe('blocks');
    expect(rowFormFrom({TERM: 'xterm-kitty'}, 'screen')).toBe('blocks');
    expect(rowFormFrom({TERM: 'foot'}, undefined)).toBe('sixel');
  });
});
