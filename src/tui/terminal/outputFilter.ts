/** Passes text, colours and the screen's own sequences to the terminal, and drops everything else. */
import {createColumnGuard} from './columnGuard.ts';
import type {PictureOutput} from './pictureOutput.ts';
import type {Hyperlinks} from './hyperlinks.ts';

interface Filter {
  /** What may go out of what was written; the start of a sequence waits for its rest. */
  pass(chunk: string): string;
  /** Something went out past the filter. */
  note(sequence: string): void;
  /** The cursor is so many rows below where whoever writes next takes it to be; above, when negative. */
  noteRow(offset: number): void;
  /** Sequences and characters that were not let through. */
  droppedCount(): number;
}

interface FilterOptions {
  columnsMax: () => number;
  /** For sequences that are neither text nor colour: whether it is to go out. */
  letsOut: (sequence: string) => boolean;
  /** Absent where the terminal has none. */
  links?: Hyperlinks | undefined;
  graphics?: PictureOutput | undefined;
}

/**
 * Text with its colours; a line break; a step to the next row; a sequence that Ink uses; whatever else, one character or one
 * sequence at a time.
 */
const TOKEN =
  /((?:[^\u0000-\u001F\u007F-\u009F]+|\u001B\[[\d;]*m)+)|(\n)|(\u001B\[E)|(\u001B\[(?:\d*[ABCDGK]|\d*;?\d*H|J|\?(?:1049|25|2026|2004)[hl]|[<>?]?\d*u))|\u001B\[[\u0020-\u003F]*[\u0040-\u007E]|[\u0000-\u009F]/g;
/** The start of a sequence at the end of a write: its rest comes with the next one. */
const UNFINISHED = /\u001B(?:\[[\u0020-\u003F]{0,32})?$/;
/** Safe text never holds these; a second look costs little. The last one stands for a piece of a picture in some terminals. */
const UNSAFE = /[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF\u{10EEEE}]/gu;

/** Up, down and to the next rows, before the column is said outright. */
const STEPS = /(?:\n|\u001B\[\d*[ABE])+(?=\u001B\[\d+G)/g;

/** All of them at once: the terminal need not go to the first column before. */
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
      // Rows that did not change are stepped over one by one: many steps go out as one.
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
    note: sequence => void guard.sequence(sequence),
    noteRow(next) {
      offset = next;
    },
    droppedCount: () => dropped,
  };
}
