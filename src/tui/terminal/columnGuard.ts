/**
 * Keeps columns aligned where terminals disagree about a character's width: tracks the cursor's column through all output, and
 * sets it explicitly after each ambiguous character.
 */
import {areAmbiguousWide} from '../../shared/text/ambiguous.ts';
import {columnsOf} from '../../shared/text/columns.ts';
import {segmentsOf} from '../../shared/text/graphemes.ts';
import {asciiSign} from '../../shared/text/ownSigns.ts';

interface ColumnGuard {
  /** Text and its colours, and no other sequence. */
  text(text: string): string;
  lineBreak(): string;
  sequence(sequence: string): string;
}

/** Characters of which every terminal knows the width: Latin, Greek, Cyrillic, lines and blocks, arrows and signs in use here. */
const CERTAIN =
  /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u0370-\u0373\u0376-\u0482\u048A-\u052F\u2010-\u2027\u2190-\u21FF\u2400-\u2426\u2500-\u25FF]*$/;
/** And these are two wide in every one of them. */
const CERTAIN_WIDE = /^[\u3041-\u3096\u30A1-\u30FA\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uFF01-\uFF60]$/;

const ASCII = /^[ -~]*$/;
const isCertain = (text: string): boolean =>
  areAmbiguousWide() ? ASCII.test(text) || asciiSign(text) !== undefined : CERTAIN.test(text);

const COLOUR = /(\u001B\[[\d;]*m)/;
const COLOURS = new RegExp(COLOUR, 'g');

/** Where the cursor is after a sequence that is no colour. */
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
      // Behind the last column there is nothing to protect, and the cursor must not be pulled back.
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
