/** Passes text, colours and the screen's own sequences to the terminal, and drops everything else. */
import {createColumnGuard} from './columnGuard.ts';
import type {PictureOutput} from './pictureOutput.ts';
import type {Hyperlinks} from './hyperlinks.ts';

interface Filter {
  /** Returns the permitted part of the output; an incomplete sequence at the end waits for the next call. */
  pass(chunk: string): string;
  /** One or more sequences were written that bypassed the filter. */
  note(sequences: string): void;
  /** The cursor is this many rows below (negative: above) where the next writer assumes it. */
  noteRow(offset: number): void;
  /** Number of sequences and characters that were dropped. */
  droppedCount(): number;
}

interface FilterOptions {
  columnsMax: () => number;
  /** Whether to pass a sequence that is neither text nor colour. */
  letsOut: (sequence: string) => boolean;
  /** Absent if the terminal supports no links. */
  links?: Hyperlinks | undefined;
  graphics?: PictureOutput | undefined;
}

/**
 * Matches text with colours, a line break, a step to the next row, another sequence of Ink, or anything else (one character or
 * sequence at a time).
 */
const TOKEN =
  /((?:[^\u0000-\u001F\u007F-\u009F]+|\u001B\[[\d;]*m)+)|(\n)|(\u001B\[E)|(\u001B\[(?:\d*[ABCDGK]|\d*;?\d*H|J|\?(?:1049|25|2026|2004)[hl]|[<>?]?\d*u))|\u001B\[[\u0020-\u003F]*[\u0040-\u007E]|[\u0000-\u009F]/g;
const SEQUENCE = /\u001B\[[\u0020-\u003F]*[\u0040-\u007E]/g;
/** An incomplete sequence at the end of a write, whose rest is in the next one. */
const UNFINISHED = /\u001B(?:\[[\u0020-\u003F]{0,32})?$/;
/** Safe text never contains these; a second check is cheap. The last one is the placeholder of kitty pictures. */
const UNSAFE = /[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF\u{10EEEE}]/gu;

/** Vertical movements followed by a sequence that sets the column. */
const STEPS = /(?:\n|\u001B\[\d*[ABE])+(?=\u001B\[\d+G)/g;

/** Merges the movements into one; the column is set afterwards anyway. */
function oneStep(steps: string, further: number): string {
  let down = further;
  for (const [step, count = '', final] of steps.matchAll(/\n|\u001B\[(\d*)([ABE])/g))
    down += step === '\n' ? 1 : (final === 'A' ? -1 : 1) * (Number(count) || 1);
  if (down === 0) return '';
  if (down === 1) return '\v';
  return `\u001B[${Math.abs(down) === 1 ? '' : Math.abs(down)}${down < 0 ? 'A' : 'B'}`;
}

export function createFilter({columnsMax, letsOut, links, graphics}: FilterOptions): Filter {
  const guard = createColumnGuard(columnsMax);
  let rest = '';
  let dropped = 0;
  let offset = 0;

  function withoutUnsafe(text: string): string {
    if (!UNSAFE.test(text)) return text;
    UNSAFE.lastIndex = 0;
    return text.replaceAll(UNSAFE, () => {
      dropped++;
      return '';
    });
  }

  function passed([token, text, lineBreak, , own]: RegExpMatchArray): string {
    if (text !== undefined) {
      const safe = guard.text(withoutUnsafe(text));
      const linked = links === undefined ? safe : links.written(safe);
      return graphics === undefined ? linked : graphics.written(linked);
    }
    if (lineBreak !== undefined) return guard.lineBreak();
    if (own !== undefined) return letsOut(own) ? guard.sequence(own) : '';
    dropped += token.length;
    return '';
  }

  return {
    pass(chunk) {
      let input = rest + chunk;
      rest = UNFINISHED.exec(input)?.[0] ?? '';
      input = rest === '' ? input : input.slice(0, -rest.length);
      const out: string[] = [];
      // Ink skips unchanged rows one by one; the steps are merged.
      let nextLines = 0;
      const step = () => {
        if (nextLines > 0) out.push(guard.sequence(nextLines === 1 ? '\u001B[E' : `\u001B[${nextLines}E`));
        nextLines = 0;
      };
      for (const match of input.matchAll(TOKEN)) {
        if (match[3] !== undefined) nextLines++;
        else {
          step();
          out.push(passed(match));
        }
      }
      step();
      return out.join('').replaceAll(STEPS, steps => {
        const step = oneStep(steps, -offset);
        offset = 0;
        return step;
      });
    },
    note(sequences) {
      for (const [sequence] of sequences.matchAll(SEQUENCE)) guard.sequence(sequence);
    },
    noteRow(next) {
      offset = next;
    },
    droppedCount: () => dropped,
  };
}
