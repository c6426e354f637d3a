/**
 * Rows that the terminal moves itself, and rows of which only the middle is written: what is seen is what a whole frame shows.
 */
import {expect, test} from '@jest/globals';
import xterm from '@xterm/headless';
import lineUpdate from '../../node_modules/ink/build/line-update.js';
import logUpdate from '../../node_modules/ink/build/log-update.js';
import {openEgress} from '../../src/tui/terminal/egress.ts';
import {changedParts, keepingEnds} from '../../src/tui/terminal/drawing/rowMiddle.ts';
import {findScroll, scrollingLog, type LogUpdate} from '../../src/tui/terminal/drawing/scrolling.ts';
import {withoutStyles} from '../../src/tui/terminal/drawing/styles.ts';
import fc from '../support/suite/property.ts';

const COLUMNS = 60;
const ROWS = 12;
/** So many characters of two columns are in a row at most. */
const WIDE_MAX = 12;

function screen() {
  const emulator = new xterm.Terminal({cols: COLUMNS, rows: ROWS, allowProposedApi: true});
  let bytes = 0;
  const egress = openEgress({
    columns: COLUMNS,
    rows: ROWS,
    write(text) {
      bytes += text.length;
      // As the pseudo-terminal does.
      emulator.write(String(text).replaceAll('\n', '\r\n'));
      return true;
    },
  });
  const shown = async () => {
    await new Promise<void>(resolve => emulator.write('', resolve));
    return Array.from({length: ROWS}, (_, y) => {
      const line = emulator.buffer.active.getLine(y);
      return Array.from({length: COLUMNS}, (_cell, x) => {
        const cell = line?.getCell(x);
        const text = (cell?.getChars() ?? '').trim();
        // Of a space only the background and the underline are seen.
        const below = `${cell?.isInverse()}${cell?.getBgColor()}${cell?.isUnderline()}`;
        return text === '' ? ` ${below}` : `${text}${below}${cell?.isBold()}${cell?.isDim()}${cell?.getFgColor()}`;
      }).join('|');
    });
  };
  return {egress, shown, byteCount: () => bytes};
}

const dim = (text: string) => `\u001B[38;5;243m${text}\u001B[39m`;
const bold = (text: string) => `\u001B[1m${text}\u001B[22m`;
const row = (side: string, text: string) => `${side.padEnd(10)}${dim('│')} ${text}`.trimEnd();

/** A pane of rooms beside a chat of which the end is seen. */
function frameOf(said: readonly string[], sides: readonly string[]): string {
  const end = said.slice(-(ROWS - 2));
  const chat = [...Array.from({length: ROWS - 2 - end.length}, () => ''), ...end];
  return [...chat.map((text, at) => row(sides[at] ?? '', text)), ' status', '> '].join('\n');
}

const different = (at: number) => String.fromCodePoint(97 + (at % 26)).repeat(30 + at);
const piece = fc.constantFrom(
  'words',
  'some more words',
  '漢字',
  bold('bold'),
  'x',
  '',
  '👍',
  '────────────────',
  'e\u0301',
);
const line = fc.oneof(
  fc.array(piece, {maxLength: 2}).map(pieces => pieces.join(' ')),
  // No row is like another: these are moved.
  fc.nat(99).map(at => `${at} is told ${dim(`at ${at}`)} ${'and so on '.repeat(2)}`.trimEnd()),
);
const change = fc.oneof(
  fc.array(line, {minLength: 1, maxLength: 4}).map(lines => ({lines})),
  fc.tuple(fc.nat(ROWS), fc.constantFrom('', 'room', bold('other'), '漢')).map(([at, name]) => ({at, name})),
);

test('after any changes the screen shows the last frame, and nothing is dropped on the way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, {minLength: 1, maxLength: 12}), async changes => {
      const one = screen();
      const log = scrollingLog(logUpdate as unknown as LogUpdate).create(one.egress.stream, {incremental: true});
      let said: string[] = [];
      let sides: string[] = [];
      for (const each of [{lines: ['first', 'second']}, ...changes]) {
        if ('lines' in each) said = [...said, ...each.lines];
        else sides = Object.assign([...sides], {[each.at]: each.name});
        log.setCursorPosition({x: 2, y: ROWS - 1});
        log(frameOf(said, sides));
      }
      const fresh = screen();
      fresh.egress.stream.write(frameOf(said, sides));
      expect(await one.shown()).toEqual(await fresh.shown());
      expect(one.egress.droppedCount()).toBe(0);
    }),
    {numRuns: 60},
  );
});

test('a line at the end of a full screen costs little more than itself', async () => {
  const one = screen();
  const log = scrollingLog(logUpdate as unknown as LogUpdate).create(one.egress.stream, {incremental: true});
  const said = Array.from({length: 20}, (_, at) => different(at));
  log(frameOf(said, ['room', 'other']));
  const before = one.byteCount();
  log(frameOf([...said, 'the new one'], ['room', 'other']));
  expect(one.byteCount() - before).toBeLessThan(300);
});

test('of several lines each costs little more than itself, between two lines of panes', async () => {
  const beside = (said: readonly string[]) =>
    frameOf(said, [])
      .split('\n')
      .map((text, at) => (at < ROWS - 2 ? `${text.padEnd(70)}${dim('│')} p` : text))
      .join('\n');
  const one = screen();
  const log = scrollingLog(logUpdate as unknown as LogUpdate).create(one.egress.stream, {incremental: true});
  const said = Array.from({length: 20}, (_, at) => different(at).slice(0, 40));
  log(beside(said));
  const before = one.byteCount();
  const more = Array.from({length: 3}, (_, at) => different(at + 21).slice(0, 40));
  log(beside([...said, ...more]));
  expect(one.byteCount() - before).toBeLessThan(340);
  const fresh = screen();
  fresh.egress.stream.write(beside([...said, ...more]));
  expect(await one.shown()).toEqual(await fresh.shown());
});

test('what did not go up, or hardly anything, is not scrolled', () => {
  const lines = (from: number) => Array.from({length: 12}, (_, at) => different(at + from));
  expect(findScroll(lines(0), lines(3))).toEqual({top: 0, bottom: 11, count: 3});
  expect(findScroll(lines(3), lines(0))).toBeUndefined();
  expect(findScroll(lines(0), lines(0))).toBeUndefined();
  expect(findScroll(lines(0), lines(40))).toBeUndefined();
  expect(
    findScroll(
      Array.from({length: 12}, () => 'the same row'),
      lines(0),
    ),
  ).toBeUndefined();
});

test('a row that is changed in its middle looks as if it were written whole', async () => {
  const update = keepingEnds(lineUpdate);
  const cell = fc.constantFrom(
    'a',
    ' ',
    'room ',
    bold('on'),
    dim('│'),
    ' │ ',
    '      ',
    '漢',
    '👍',
    '\u001B[7mx\u001B[27m',
    '\u001B[4mlink \u001B[24m',
    '\u001B[31mred\u001B[39m',
    '\u001B[38;2;1;2;3mmany\u001B[39m',
    ...['44', '48;5;238', '48;2;9;8;7'].flatMap(ground => [
      `\u001B[${ground}m        \u001B[49m`,
      `\u001B[${ground}m${dim('on')} ${bold('it')}\u001B[49m`,
    ]),
    `\u001B[2mfaint\u001B[22m`,
    bold('\u001B[2mboth\u001B[22m'),
    '\u001B[38;5;1;4mtwo in one\u001B[24;39m',
  );
  const isOneRow = (line: string) => withoutStyles(line).length <= COLUMNS - WIDE_MAX;
  const text = fc
    .array(cell, {maxLength: WIDE_MAX})
    .map(cells => cells.join('').trimEnd())
    .filter(isOneRow);
  await fc.assert(
    fc.asyncProperty(text, text, async (previous, next) => {
      const one = screen();
      one.egress.stream.write(previous);
      one.egress.stream.write(update(previous, next, COLUMNS));
      const fresh = screen();
      fresh.egress.stream.write(next);
      expect(await one.shown()).toEqual(await fresh.shown());
    }),
  );
  expect(changedParts(row('room', 'said'), row('other', 'said'))).toBe('\u001B[1Gother');
});
