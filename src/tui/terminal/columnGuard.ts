/**
 * Keeps columns aligned where terminals disagree about a character's width: tracks the cursor's column through all output, and
 * sets it explicitly after each ambiguous character.
 */
import {areAmbiguousWide} from '../../shared/text/ambiguous.ts';
import {columnsOf} from '../../shared/text/columns.ts';
import {segmentsOf} from '../../shared/text/graphemes.ts';
import {asciiSign} from '../../shared/text/ownSigns.ts';

interface ColumnGuard {
  /** @param text text with colours, without any other sequence */
  text(text: string): string;
  lineBreak(): string;
  sequence(sequence: string): string;
}

/**
 * Characters whose width is the same in every terminal: Latin, Greek, Cyrillic, lines, blocks, arrows and the signs used here.
 */
const CERTAIN =
  /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u0370-\u0373\u0376-\u0482\u048A-\u052F\u2010-\u2027\u2190-\u21FF\u2400-\u2426\u2500-\u25FF]*$/;
/** Characters that are two columns wide in every terminal. */
const CERTAIN_WIDE = /^[\u3041-\u3096\u30A1-\u30FA\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uFF01-\uFF60]$/;

const ASCII = /^[ -~]*$/;
const isCertain = (text: string): boolean =>
  areAmbiguousWide() ? ASCII.test(text) || asciiSign(text) !== undefined : CERTAIN.test(text);

const COLOUR = /(\u001B\[[\d;]*m)/;
const COLOURS = new RegExp(COLOUR, 'g');

/** Column of the cursor after a sequence that is not a colour. */
function columnAfter(sequence: string, column: number): number {
  if (!sequence.startsWith('\u001B[')) return column;
  const final = sequence.at(-1);
  const [first, second] = sequence.slice(2, -1).split(';');
  const count = Number(first) || 1;
  if (final === 'G') return count - 1;
  if (final === 'E') return 0;
  if (final === 'H') return (Number(second) || 1) - 1;
  if (final === 'C') return column + count;
  return final === 'D' ? Math.max(0, column - count) : column;
}

export function createColumnGuard(columnsMax: () => number): ColumnGuard {
  let column = 0;

  function guarded(text: string): string {
    let passed = '';
    for (const {segment} of segmentsOf(text)) {
      passed += segment;
      column += columnsOf(segment);
      // Not needed at the last column, where setting the column would pull the cursor back.
      const isDoubtful = !isCertain(segment) && !CERTAIN_WIDE.test(segment);
      if (isDoubtful && column < columnsMax()) passed += `\u001B[${column + 1}G`;
    }
    return passed;
  }

  return {
    text(text) {
      const plain = text.replaceAll(COLOURS, '');
      if (!isCertain(plain))
        return text
          .split(COLOUR)
          .map((part, index) => (index % 2 === 0 ? guarded(part) : part))
          .join('');
      column += plain.length;
      return text;
    },
    lineBreak() {
      column = 0;
      return '\n';
    },
    sequence(sequence) {
      column = columnAfter(sequence, column);
      return sequence;
    },
  };
}
