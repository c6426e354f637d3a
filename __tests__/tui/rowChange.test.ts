/** What is written of a row that changed makes the row that is wanted, and is no longer than what Ink would write. */
import {describe, expect, test} from '@jest/globals';
import headless from '@xterm/headless';
import fc from 'fast-check';
import stringWidth from 'string-width';
import lineUpdate from '../../node_modules/ink/build/line-update.js';
import {quickChange, type RowChange} from '../../src/tui/terminal/rowChange.ts';

const COLUMNS = 24;
const change = quickChange(lineUpdate as RowChange);

const terminal = new headless.Terminal({cols: COLUMNS, rows: 3, allowProposedApi: true});

/** Every cell of each row after what belongs to it was written, one after the other, from its first column. */
async function seen(...rows: readonly (readonly string[])[]): Promise<string[][]> {
  terminal.reset();
  await new Promise<void>(resolve =>
    terminal.write(rows.map(written => `\u001B[m${written.join('\r')}`).join('\r\n'), resolve),
  );
  return rows.map((_written, y) => {
    const line = terminal.buffer.active.getLine(y);
    return Array.from({length: COLUMNS}, (_, x) => {
      const cell = line?.getCell(x);
      const style = [cell?.isBold(), cell?.isInverse(), cell?.getFgColor()];
      return `${(cell?.getChars() ?? '').trim() || ' '}${style.join()}`;
    });
  });
}

const fits = (row: string) => stringWidth(row) <= COLUMNS;
const words = fc.constantFrom('a', 'b', 'word ', '  ', '│', '·…', 'Ünï', '日本');
const styles = fc.constantFrom(
  (text: string) => text,
  (text: string) => `\u001B[1m${text}\u001B[22m`,
  (text: string) => `\u001B[38;5;37m${text}\u001B[39m`,
  (text: string) => `\u001B[38;5;38m${text}\u001B[39m`,
  (text: string) => `\u001B[1m\u001B[7m${text}\u001B[27m\u001B[22m`,
);
const rows = fc
  .array(fc.tuple(words, styles), {maxLength: 5})
  .map(pieces => pieces.map(([word, style]) => style(word)).join(''));

describe('a row that changed', () => {
  test('looks as if it had been written whole, whatever stood there', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, rows, async (start, before, after) => {
        fc.pre(fits(start + before) && fits(start + after));
        const changed = change(start + before, start + after, COLUMNS);
        const [made, wanted] = await seen([start + before, changed], [start + after]);
        expect(made).toEqual(wanted);
        expect(changed.length).toBeLessThanOrEqual(
          (lineUpdate as RowChange)(start + before, start + after, COLUMNS).length,
        );
      }),
      {numRuns: 400},
    );
  });

  test('is written from the first column on that is not the same', () => {
    const before = '\u001B[1mrooms\u001B[22m │ one';
    expect(change(before, '\u001B[1mrooms\u001B[22m │ two', COLUMNS)).toBe('\u001B[9G\u001B[K\u001B[1m\u001B[22mtwo');
  });

  test('is not cut in the middle of a colour', () => {
    const changed = change('same text \u001B[38;5;37ma\u001B[39m', 'same text \u001B[38;5;38ma\u001B[39m', COLUMNS);
    expect(changed).toBe('\u001B[11G\u001B[K\u001B[38;5;38ma\u001B[39m');
  });
});
