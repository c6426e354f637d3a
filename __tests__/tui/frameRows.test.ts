/** Rows that are joined from known texts look as if Ink had made every cell anew. */
import {describe, expect, test} from '@jest/globals';
import {styledCharsToString} from '@alcalzone/ansi-tokenize';
import headless from '@xterm/headless';
import fc from '../support/suite/property.ts';
import stringWidth from 'string-width';
import Output from '../../node_modules/ink/build/output.js';
import {joinRows, type InkOutputClass} from '../../src/tui/terminal/drawing/frameRows.ts';
import {isOneColumn} from '../../src/shared/text/clusterWidth.ts';
import {quickWidth} from '../../src/tui/terminal/drawing/quickText.ts';
import {memoized} from '../../src/tui/terminal/drawing/memoized.ts';

const COLUMNS = 24;
const ROWS = 4;

interface Placed {
  x: number;
  y: number;
  text: string;
}

const InkOutput = Output as unknown as InkOutputClass;
const JoinedOutput = joinRows(InkOutput, cells => styledCharsToString(cells as never));

function frameOf(OutputOf: InkOutputClass, placed: readonly Placed[]): string {
  const output = new OutputOf({width: COLUMNS, height: ROWS});
  for (const {x, y, text} of placed) output.write(x, y, text, {transformers: []});
  return output.get().output;
}

const terminal = new headless.Terminal({cols: COLUMNS * 3, rows: ROWS, allowProposedApi: true});

/** Every cell as a terminal shows it: character, colour, style. */
async function seen(frame: string): Promise<string[]> {
  terminal.reset();
  await new Promise<void>(resolve => terminal.write(frame.replaceAll('\n', '\r\n'), resolve));
  return Array.from({length: ROWS}, (_, y) => {
    const line = terminal.buffer.active.getLine(y);
    const cells = Array.from({length: COLUMNS * 3}, (_cell, x) => {
      const cell = line?.getCell(x);
      const style = [cell?.isBold(), cell?.isDim(), cell?.isInverse(), cell?.isUnderline(), cell?.getFgColor()];
      // A space is a space, however wide.
      return `${(cell?.getChars() ?? '').trim() || ' '}${style.join()}`;
    });
    return cells.join('|');
  });
}

const words = fc.constantFrom(
  'a',
  'word ',
  '  ',
  '│',
  '·…',
  'Ünï',
  '日本',
  '한',
  '👍',
  'e\u0301',
  '\u3000',
  '👩‍💻',
  '©',
  '\n',
);
const styles = fc.constantFrom(
  (text: string) => text,
  (text: string) => `\u001B[1m${text}\u001B[22m`,
  (text: string) => `\u001B[38;5;37m${text}\u001B[39m`,
  (text: string) => `\u001B[7m${text}\u001B[27m`,
  (text: string) => `\u001B[1m\u001B[4m${text}\u001B[24m\u001B[22m`,
  (text: string) => `\u001B[31m${text}`,
  (text: string) => `\u001B[38;2;1;2;3m${text}\u001B[0m`,
);
const texts = fc
  .array(fc.tuple(fc.array(words, {maxLength: 4}), styles), {minLength: 1, maxLength: 3})
  .map(pieces => pieces.map(([parts, style]) => style(parts.join(''))).join(''));
const frames = fc.array(fc.record({x: fc.nat(COLUMNS - 8), y: fc.nat(ROWS - 1), text: texts}), {maxLength: 8});

describe('frames from known rows', () => {
  test('whatever lies where, it looks as Ink draws it', async () => {
    await fc.assert(
      fc.asyncProperty(frames, async placed => {
        expect(await seen(frameOf(JoinedOutput, placed))).toEqual(await seen(frameOf(InkOutput, placed)));
      }),
    );
  });

  test('panes beside each other are joined in the order of the screen, not of the drawing', () => {
    const frame = frameOf(JoinedOutput, [
      {x: 12, y: 0, text: 'right'},
      {x: 0, y: 0, text: '\u001B[1mleft\u001B[22m  '},
      {x: 10, y: 0, text: '│\n│'},
    ]);
    expect(frame.split('\n')).toEqual(['\u001B[1mleft\u001B[22m      │ right', '          │', '', '']);
  });

  test('an overlay covers what lies below it', () => {
    const frame = frameOf(JoinedOutput, [
      {x: 0, y: 1, text: 'a long line lies below'},
      {x: 4, y: 1, text: '[ box ]'},
    ]);
    expect(frame.split('\n')[1]).toBe('a lo[ box ] lies below');
  });
});

describe('columns of a text', () => {
  test('every character that is taken for one column is one column', () => {
    const wrong = Array.from({length: 0x1_00_00}, (_, code) => String.fromCharCode(code)).filter(
      character => isOneColumn(character) && stringWidth(character) !== 1,
    );
    expect(wrong).toEqual([]);
  });

  test('colours do not count, and everything else is asked for', () => {
    const widthOf = quickWidth(stringWidth);
    for (const text of [
      '',
      'plain',
      '\u001B[1mbold\u001B[22m │',
      '日本',
      '👩‍💻 e\u0301',
      '\u001B]8;;x\u0007link\u001B]8;;\u0007',
    ])
      expect(widthOf(text)).toBe(stringWidth(text));
  });
});

describe('what is remembered', () => {
  test('is made once while it is in use, and forgotten when others came', () => {
    const made: string[] = [];
    const upper = memoized(text => {
      made.push(text);
      return text.toUpperCase();
    }, 2);
    for (const text of ['a', 'a', 'b', 'c', 'a', 'd', 'e', 'f', 'g', 'a']) expect(upper(text)).toBe(text.toUpperCase());
    expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'a']);
  });
});
