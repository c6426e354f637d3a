/**
 * Composes the rows of a frame from texts that are tokenized once by Ink's own code and cached. Ink itself makes an object for
 * every cell and tokenizes every text in each frame. `scripts/patches/drawing.ts` wraps it around Ink's.
 */
import {memoized} from './memoized.ts';
import {plainTextOf} from './quickText.ts';
import {endOf, stylesIn, withoutStyles} from './styles.ts';

/** The used part of Ink's `Output`, which is not in its public interface. */
export interface InkOutput {
  operations: readonly Operation[];
  caches: {getStyledChars(text: string): readonly Cell[]; getStringWidth(text: string): number};
  width: number;
  height: number;
  write(x: number, y: number, text: string, options: {transformers: readonly Transformer[]}): void;
  get(): {output: string; height: number};
}
export type InkOutputClass = new (options: {width: number; height: number}) => InkOutput;

type Transformer = (line: string, index: number) => string;
type Operation = Write | {type: 'clip' | 'unclip'};
interface Cell {
  value: string;
  styles: readonly unknown[];
}
interface Write {
  type: 'write';
  x: number;
  y: number;
  text: string;
  transformers: readonly Transformer[];
}

/** One line of text as Ink draws it. */
interface Strip {
  /** Without trailing spaces. */
  text: string;
  textColumns: number;
  /** Width with trailing spaces, which cover what is below. */
  columns: number;
}
interface Placed {
  x: number;
  text: string;
}

/** Whether every style in the line is one of the screen's own and ends in the line. */
const isClosed = (line: string): boolean => !line.includes('\u001B') || hasClosedStyles(line);

const hasClosedStyles = memoized((line: string): boolean => {
  if (withoutStyles(line).includes('\u001B')) return false;
  const open = new Set<string>();
  for (const {style} of stylesIn(line)) {
    const end = endOf(style);
    if (end !== undefined) open.add(end);
    else if (!open.delete(style)) return false;
  }
  return open.size === 0;
});

/** Fast path for nearly all rows: one-column characters, and all styles closed. Such a text need not be tokenized. */
function simpleStrip(text: string): Strip | undefined {
  const plain = plainTextOf(text);
  if (plain === undefined || !isClosed(text)) return undefined;
  if (plain === '') return {text: '', textColumns: 0, columns: 0};
  const shown = text.replace(/ +$/, '');
  return {text: shown, textColumns: plain.length - (text.length - shown.length), columns: plain.length};
}

/** About the number of panes and boxes on screen, current and recent. */
const TEXTS_KEPT_MAX = 16;

type ToText = (cells: readonly Cell[]) => string;

/** Styles continue after a line break, so every line starts with those still open. */
const rememberLines = (Output: InkOutputClass, toText: ToText) =>
  memoized((text: string): readonly string[] => {
    const plainLines = text.split('\n');
    if (plainLines.every(line => isClosed(line))) return plainLines;
    const lines: Cell[][] = [[]];
    for (const cell of new Output({width: 0, height: 0}).caches.getStyledChars(text)) {
      if (cell.value === '\n') lines.push([]);
      else lines.at(-1)?.push(cell);
    }
    return lines.map(line => toText(line));
  }, TEXTS_KEPT_MAX);

const rememberStrips = (Output: InkOutputClass, toText: ToText) =>
  memoized((text: string): Strip => {
    const simple = simpleStrip(text);
    if (simple !== undefined) return simple;
    const {caches} = new Output({width: 0, height: 0});
    const cells = caches.getStyledChars(text);
    const widthOf = ({value}: Cell) => Math.max(1, caches.getStringWidth(value));
    const shown = cells.slice(0, 1 + cells.findLastIndex(cell => cell.styles.length > 0 || cell.value !== ' '));
    const sum = (some: readonly Cell[]) => some.reduce((columns, cell) => columns + widthOf(cell), 0);
    return {text: toText(shown), textColumns: sum(shown), columns: sum(cells)};
  });

/** Overlapping texts are combined by Ink's own code. */
const rememberLayers = (Output: InkOutputClass) =>
  memoized((key: string): string => {
    const {width, row} = JSON.parse(key) as {width: number; row: readonly Placed[]};
    const alone = new Output({width, height: 1});
    for (const {x, text} of row) alone.write(x, 0, text, {transformers: []});
    return alone.get().output;
  });

/** @param toText Ink's conversion from cells to text */
export function joinRows(Output: InkOutputClass, toText: ToText): InkOutputClass {
  const linesOf = rememberLines(Output, toText);
  const stripOf = rememberStrips(Output, toText);
  const layersOf = rememberLayers(Output);

  function joined(row: readonly Placed[], width: number): string {
    let text = '';
    let textEnd = 0;
    let end = 0;
    for (const placed of row.length > 1 ? row.toSorted((one, other) => one.x - other.x) : row) {
      if (placed.x < end) return layersOf(JSON.stringify({width, row}));
      const strip = stripOf(placed.text);
      end = placed.x + strip.columns;
      if (strip.text === '') continue;
      text += ' '.repeat(placed.x - textEnd) + strip.text;
      textEnd = placed.x + strip.textColumns;
    }
    return text.trimEnd();
  }

  return class extends Output {
    override get(): {output: string; height: number} {
      const rows: Placed[][] = Array.from({length: this.height}, () => []);
      for (const operation of this.operations) {
        // Clipping, which the screen does not use, is left to Ink.
        if (operation.type !== 'write') return super.get();
        const {x, y, text, transformers} = operation;
        const lines = text.includes('\n') ? linesOf(text) : [text];
        for (const [index, line] of lines.entries()) {
          const transformed = transformers.reduce((changed, transform) => transform(changed, index), line);
          rows[y + index]?.push({x, text: transformed});
        }
      }
      return {output: rows.map(row => joined(row, this.width)).join('\n'), height: this.height};
    }
  };
}
