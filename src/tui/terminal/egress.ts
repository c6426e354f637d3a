/** The stream that Ink writes to: lets text, colours and the screen's own sequences through to the terminal, and nothing else. */
import {Writable} from 'node:stream';
import {createColumnGuard} from './columnGuard.ts';

/** What a terminal stream must offer here; `process.stdout` does. */
export interface TerminalOutput {
  write(text: string): boolean;
  columns?: number;
  rows?: number;
  isTTY?: boolean;
}

export interface Egress {
  /** Give this to Ink. It never emits `resize`: the screen handles that itself. */
  stream: Writable & {columns: number; rows: number; isTTY: boolean};
  resize(columns: number, rows: number): void;
  /** Runs `work` while whatever is written is thrown away. */
  muted(work: () => void): void;
  /** While it is held, the terminal is somebody else's, as after `close`, but it comes back. */
  hold(isHeld: boolean): void;
  /** Past the filter: only for constants of our own. */
  writeOwn(sequence: string): void;
  /** Sequences and characters that were not let through; 0 in normal use. */
  droppedCount(): number;
  /** Bytes written to the terminal so far. */
  byteCount(): number;
  /** Numbers of the modes that are on now; 25 is the hidden cursor, 7 that nothing goes on in the next row. */
  modesOn(): ReadonlySet<string>;
  /** What switches off every mode that is on now. */
  restoreSequence(): string;
  /** The terminal is somebody else's now: whatever Ink still writes at its own end is thrown away. */
  close(): void;
}

/** Text; a line break; a sequence that Ink uses; whatever else, one character or one sequence at a time. */
const TOKEN =
  /([^\u0000-\u001F\u007F-\u009F]+)|(\n)|(\u001B\[E)|(\u001B\[(?:[\d;]*m|\d*[ABCDGK]|\d*;?\d*H|J|\?(?:1049|25|2026|2004)[hl]|[<>?]?\d*u))|\u001B\[[\u0020-\u003F]*[\u0040-\u007E]|[\u0000-\u009F]/g;
/** The start of a sequence at the end of a write: its rest comes with the next one. */
const UNFINISHED = /\u001B(?:\[[\u0020-\u003F]{0,32})?$/;
/** Safe text never holds these; a second look costs little. */
const REORDERING = /[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g;
const MODE = /^\u001B\[\?(\d+)([hl])$/;

export function openEgress(output: TerminalOutput): Egress {
  const modes = new Set<string>();
  const guard = createColumnGuard(() => stream.columns);
  let rest = '';
  let isMuted = false;
  let isHeld = false;
  let isClosed = false;
  let dropped = 0;
  let bytes = 0;

  function noteMode(sequence: string): void {
    const mode = MODE.exec(sequence);
    if (mode?.[1] !== undefined) {
      // What must be undone is a cursor that is hidden, and lines that do not go on in the next row.
      const isOn = (mode[2] === 'h') !== (mode[1] === '25' || mode[1] === '7');
      if (isOn) modes.add(mode[1]);
      else modes.delete(mode[1]);
    } else if (sequence.startsWith('\u001B[>')) modes.add('kitty');
    else if (sequence === '\u001B[<u') modes.delete('kitty');
  }

  function filter(chunk: string): string {
    let input = rest + chunk;
    rest = UNFINISHED.exec(input)?.[0] ?? '';
    input = rest === '' ? input : input.slice(0, -rest.length);
    const passed: string[] = [];
    let nextLines = 0;
    for (const [token, text, lineBreak, nextLine, own] of input.matchAll(TOKEN)) {
      if (nextLine !== undefined) {
        nextLines++;
        continue;
      }
      if (nextLines > 0) {
        passed.push(guard.sequence(nextLines === 1 ? '\u001B[E' : `\u001B[${nextLines}E`));
        nextLines = 0;
      }
      if (text !== undefined) passed.push(guard.text(withoutReordering(text)));
      else if (lineBreak !== undefined) passed.push(guard.lineBreak());
      else if (own !== undefined) {
        if (!own.endsWith('m')) noteMode(own);
        passed.push(guard.sequence(own));
      } else dropped += token.length;
    }
    if (nextLines > 0) passed.push(guard.sequence(`\u001B[${nextLines}E`));
    return passed.join('');
  }

  function withoutReordering(text: string): string {
    if (!REORDERING.test(text)) return text;
    REORDERING.lastIndex = 0;
    return text.replaceAll(REORDERING, () => {
      dropped++;
      return '';
    });
  }

  function send(text: string): void {
    if (text === '' || isHeld || isClosed) return;
    bytes += Buffer.byteLength(text);
    output.write(text);
  }

  const writable = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      if (!isMuted) send(filter(typeof chunk === 'string' ? chunk : chunk.toString('utf8')));
      done();
    },
  });
  const stream = Object.assign(writable, {
    columns: output.columns ?? 80,
    rows: output.rows ?? 24,
    isTTY: true,
  });

  return {
    stream,
    resize(columns, rows) {
      stream.columns = columns;
      stream.rows = rows;
    },
    muted(work) {
      isMuted = true;
      try {
        work();
      } finally {
        isMuted = false;
      }
    },
    hold(held) {
      isHeld = held;
    },
    writeOwn(sequence) {
      noteMode(sequence);
      guard.sequence(sequence);
      send(sequence);
    },
    droppedCount: () => dropped,
    byteCount: () => bytes,
    modesOn: () => new Set(modes),
    close() {
      isClosed = true;
    },
    restoreSequence() {
      const off = [...modes].map(mode => RESTORE[mode] ?? '').sort();
      modes.clear();
      return off.length === 0 ? '' : `\u001B[0m${off.join('')}`;
    },
  };
}

/** In the order of their text, the alternate screen goes before the cursor is shown. */
const RESTORE: Readonly<Record<string, string>> = {
  1049: '\u001B[?1049l',
  2004: '\u001B[?2004l',
  2026: '\u001B[?2026l',
  25: '\u001B[?25h',
  7: '\u001B[?7h',
  kitty: '\u001B[<u',
};
