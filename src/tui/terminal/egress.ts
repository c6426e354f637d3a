/** Output stream of Ink with the filter behind it, and the screen's own commands to the terminal. */
import {Writable} from 'node:stream';
import {areAmbiguousWide} from '../../shared/text/ambiguous.ts';
import {withAsciiSigns} from '../../shared/text/ownSigns.ts';
import type {PictureOutput} from './pictureOutput.ts';
import type {Hyperlinks} from './hyperlinks.ts';
import {createFilter} from './outputFilter.ts';
import {passThrough, type Multiplexer} from './multiplexer.ts';
import {noticeSequences, type Notice, type NoticeForm} from './notices.ts';
import {
  ALTERNATE_OFF,
  ALTERNATE_ON,
  BELL,
  clipboardSequence,
  CURSOR_OFF,
  CURSOR_ON,
  KITTY_OFF,
  noteMode,
  offSequence,
  scrollSequence,
  SYNC_OFF,
  SYNC_ON,
  type Scroll,
  titleSequence,
  type VerticalLine,
} from './sequences.ts';

/** The used part of an output stream such as `process.stdout`. */
export interface TerminalOutput {
  write(text: string | Uint8Array): boolean;
  columns?: number;
  rows?: number;
  isTTY?: boolean;
}

export interface Egress {
  /** The stream for Ink. It never emits `resize`, because the screen handles that itself. */
  stream: Writable & {
    columns: number;
    rows: number;
    isTTY: boolean;
    scrollUp(rows: Scroll, lines?: readonly VerticalLine[]): void;
    /** Whether rows must not be scrolled now, only written. */
    holdsRows(): boolean;
    /** These rows are on the screen now. */
    framed(rows: readonly string[]): void;
  };
  resize(columns: number, rows: number): void;
  /** Discards everything that is written while `work` runs. */
  muted(work: () => void): void;
  /**
   * While held, output is discarded because another program has the terminal. Afterwards the title, which that program may have
   * changed, is written again.
   */
  hold(isHeld: boolean): void;
  /** Bypasses the filter: only for constant sequences of the screen. */
  writeOwn(sequence: string): void;
  /** Sends the pending data of pictures between rows in small pieces. */
  sendPictures(): void;
  /** Bypasses the filter: a graphics sequence encoded from pixels, written one row below. */
  writePicture(sequence: string): void;
  /** Sets the title of the terminal's window or tab until the end. */
  setTitle(title: string): void;
  /** Rings the bell. */
  ring(): void;
  /** Shows a desktop notice through the terminal. @returns whether the terminal supports that */
  notify(notice: Notice): boolean;
  /** Copies to the clipboard, if the terminal allows it. @returns false if the text is too long */
  copy(text: string): boolean;
  /** Number of sequences and characters that the filter has dropped; 0 in normal use. */
  droppedCount(): number;
  /** Bytes written to the terminal so far. */
  byteCount(): number;
  /**
   * Numbers of the modes to be undone; 25 means a hidden cursor, 7 disabled line wrapping. `kitty` and `title` have no number.
   */
  modesOn(): ReadonlySet<string>;
  /** The sequence that switches off all modes that are on. */
  restoreSequence(): string;
  /** The terminal belongs to another program now: everything that Ink still writes is discarded. */
  close(): void;
}

/** Characters that could end a title or be taken for something other than text. */
const TITLE_UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;
const TITLE_MAX = 64;

interface EgressOptions {
  /** Modes that an earlier user of the terminal has switched on and hands over. */
  modesOn?: ReadonlySet<string>;
  /** Encodes text for a terminal that is not UTF-8. */
  encode?: ((text: string) => Uint8Array) | undefined;
  links?: Hyperlinks | undefined;
  graphics?: PictureOutput | undefined;
  /** Whether the terminal supports synchronized output; `undefined` until it has answered. */
  hasSync?: () => boolean | undefined;
  multiplexer?: Multiplexer | undefined;
  /** Absent if the terminal supports no notices, or they are switched off. */
  noticeForm?: NoticeForm | undefined;
}

/** Maximum length of the sequence; common terminals drop longer ones. */
const CLIPBOARD_MAX = 96 * 1024;

export function openEgress(
  output: TerminalOutput,
  {
    modesOn = new Set(),
    encode,
    links,
    graphics,
    hasSync = () => undefined,
    multiplexer,
    noticeForm,
  }: EgressOptions = {},
): Egress {
  const modes = new Set(modesOn);
  const filter = createFilter({
    columnsMax: () => stream.columns,
    links,
    graphics,
    letsOut(sequence) {
      // The alternate screen is active already; entering it again would overwrite the saved cursor of the shell.
      const isThere = sequence === ALTERNATE_ON && modes.has('1049');
      // Keyboard flags belong to the alternate screen, so they are reset before it is left.
      if (sequence === ALTERNATE_OFF && modes.delete('kitty')) send(KITTY_OFF);
      if (isThere || !isNeeded(sequence)) return false;
      noteMode(modes, sequence);
      return true;
    },
  });
  /** The cursor was to be hidden in a frame; deferred to the frame's end, because a synchronized frame is not visible before. */
  let isHiddenLater = false;

  function isNeeded(sequence: string): boolean {
    if (hasSync() === false) return sequence !== SYNC_ON && sequence !== SYNC_OFF;
    if (hasSync() === undefined || !modes.has('2026')) return true;
    if (sequence === CURSOR_OFF) {
      isHiddenLater = !modes.has('25');
      return false;
    }
    const wasHidden = isHiddenLater;
    if (sequence === CURSOR_ON || sequence === SYNC_OFF) isHiddenLater = false;
    if (sequence === CURSOR_ON) return !wasHidden;
    if (sequence === SYNC_OFF && wasHidden) {
      noteMode(modes, CURSOR_OFF);
      send(CURSOR_OFF);
    }
    return true;
  }
  let isMuted = false;
  let isHeld = false;
  let lastTitle: string | undefined;
  let isClosed = false;
  let bytes = 0;

  function send(text: string): void {
    if (!isHeld) sendHeard(text);
  }

  /** Also used while output is held, for sequences that change nothing on the screen. */
  function sendHeard(text: string): void {
    if (text === '' || isClosed) return;
    const shown = areAmbiguousWide() ? withAsciiSigns(text) : text;
    const written = encode === undefined ? shown : encode(shown);
    bytes += Buffer.byteLength(written);
    output.write(written);
  }

  function writeTitle(): void {
    if (isHeld || isClosed || lastTitle === undefined) return;
    send(titleSequence(lastTitle, !modes.has('title')));
    modes.add('title');
  }

  /** Delays the next piece, so that keys are read and frames drawn in between. */
  let pieceTimer: NodeJS.Timeout | undefined;
  function sendPictures(): void {
    const dueMs = graphics?.dueMs();
    if (dueMs === undefined || pieceTimer !== undefined) return;
    pieceTimer = setTimeout(() => {
      pieceTimer = undefined;
      if (isHeld || isClosed) return;
      send(graphics?.piece() ?? '');
      sendPictures();
    }, dueMs).unref();
  }

  const writable = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      if (!isMuted) send(filter.pass(typeof chunk === 'string' ? chunk : chunk.toString('utf8')));
      done();
    },
  });
  const stream = Object.assign(writable, {
    columns: output.columns ?? 80,
    rows: output.rows ?? 24,
    isTTY: true,
    scrollUp(moved: Scroll, lines: readonly VerticalLine[] = []) {
      if (isMuted) return;
      const {text, row} = scrollSequence(moved, lines);
      send(text);
      filter.noteRow(row - (stream.rows - 1));
    },
    holdsRows: () => graphics?.holdsRows() === true,
    framed(rows: readonly string[]) {
      if (isMuted || graphics === undefined) return;
      send(graphics.framed(rows));
      sendPictures();
    },
  });

  return {
    stream,
    resize: (columns, rows) => void Object.assign(stream, {columns, rows}),
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
      writeTitle();
    },
    sendPictures,
    writeOwn(sequence) {
      noteMode(modes, sequence);
      filter.note(sequence);
      send(sequence);
    },
    writePicture: sequence => send(`\r\n${sequence}`),
    setTitle(title) {
      lastTitle = title.replaceAll(TITLE_UNSAFE, '').slice(0, TITLE_MAX);
      writeTitle();
    },
    ring: () => sendHeard(BELL),
    notify(notice) {
      if (noticeForm === undefined) return false;
      for (const sequence of noticeSequences(noticeForm, notice)) sendHeard(passThrough(sequence, multiplexer));
      return true;
    },
    copy(text) {
      const sequence = clipboardSequence(text);
      if (sequence.length > CLIPBOARD_MAX) return false;
      // Depending on its configuration, tmux keeps the text in its own buffer or passes it on.
      if (multiplexer !== 'screen') send(sequence);
      if (multiplexer !== undefined) send(passThrough(sequence, multiplexer));
      return true;
    },
    droppedCount: () => filter.droppedCount(),
    byteCount: () => bytes,
    modesOn: () => new Set(modes),
    close() {
      isClosed = true;
    },
    restoreSequence() {
      const sequence = (graphics?.takeAway() ?? '') + offSequence(modes);
      modes.clear();
      return sequence;
    },
  };
}
