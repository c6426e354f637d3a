/** Output stream of Ink with the filter behind it, and the screen's own commands to the terminal. */
import {Writable} from 'node:stream';
import {areAmbiguousWide} from '../../shared/text/ambiguous.ts';
import {withAsciiSigns} from '../../shared/text/ownSigns.ts';
import type {PictureOutput} from './pictureOutput.ts';
import type {Hyperlinks} from './hyperlinks.ts';
import {createFilter} from './outputFilter.ts';
import {through, type Multiplexer} from './multiplexer.ts';
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

/** What is used of an output stream; `process.stdout` has it. */
export interface TerminalOutput {
  write(text: string | Uint8Array): boolean;
  columns?: number;
  rows?: number;
  isTTY?: boolean;
}

export interface Egress {
  /** Give this to Ink. It never emits `resize`: the screen handles that itself. */
  stream: Writable & {
    columns: number;
    rows: number;
    isTTY: boolean;
    scrollUp(rows: Scroll, lines?: readonly VerticalLine[]): void;
    /** Rows must not be moved now, only written. */
    holdsRows(): boolean;
    /** These rows are on the screen now. */
    framed(rows: readonly string[]): void;
  };
  resize(columns: number, rows: number): void;
  /** Runs `work` while whatever is written is thrown away. */
  muted(work: () => void): void;
  /**
   * While it is held, the terminal is somebody else's, as after `close`, but it comes back; then its title, which others may
   * have changed, is written anew.
   */
  hold(isHeld: boolean): void;
  /** Past the filter: only for constants of our own. */
  writeOwn(sequence: string): void;
  /** What pictures in rows still need is sent, piece by piece. */
  sendPictures(): void;
  /** Past the filter: graphics that were made here out of pixels, one row below. */
  writePicture(sequence: string): void;
  /** What the terminal's window or tab is called until the end. */
  setTitle(title: string): void;
  /** The terminal makes a sound or marks its window, as its owner likes it. */
  ring(): void;
  /** A notice of the desktop. @returns whether the terminal has a form for it */
  notify(notice: Notice): boolean;
  /** Into the clipboard, where the terminal lets it. @returns whether it was short enough */
  copy(text: string): boolean;
  /** Sequences and characters that were not let through; 0 in normal use. */
  droppedCount(): number;
  /** Bytes written to the terminal so far. */
  byteCount(): number;
  /**
   * Numbers of the modes that are on now; 25 is the hidden cursor, 7 that nothing goes on in the next row; `kitty` and `title`
   * have none.
   */
  modesOn(): ReadonlySet<string>;
  /** What switches off every mode that is on now. */
  restoreSequence(): string;
  /** The terminal is somebody else's now: whatever Ink still writes at its own end is thrown away. */
  close(): void;
}

/** Whatever a terminal could take for the end of a title, or for something else than text. */
const TITLE_UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;
const TITLE_MAX = 64;

interface EgressOptions {
  /** What somebody before has switched on, and now is handed over. */
  modesOn?: ReadonlySet<string>;
  /** For a terminal that is not UTF-8. */
  encode?: ((text: string) => Uint8Array) | undefined;
  links?: Hyperlinks | undefined;
  graphics?: PictureOutput | undefined;
  /** Whether the terminal shows a frame at once; absent as long as it has not said. */
  hasSync?: () => boolean | undefined;
  multiplexer?: Multiplexer | undefined;
  /** Absent where the terminal has none, or nobody wants it. */
  noticeForm?: NoticeForm | undefined;
}

/** Bytes; terminals take as much, and throw away what is longer. */
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
      // Somebody before is there already, and the shell's cursor must not be forgotten.
      const isThere = sequence === ALTERNATE_ON && modes.has('1049');
      // The flags of the keyboard belong to the alternate screen.
      if (sequence === ALTERNATE_OFF && modes.delete('kitty')) send(KITTY_OFF);
      if (isThere || !isNeeded(sequence)) return false;
      noteMode(modes, sequence);
      return true;
    },
  });
  /** Of the cursor, which is hidden within a frame that is not shown before its end. */
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

  /** Also while nothing is drawn: what moves nothing on the screen. */
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

  /** Of pictures: keys are read and frames drawn between two of them. */
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
      for (const sequence of noticeSequences(noticeForm, notice)) sendHeard(through(sequence, multiplexer));
      return true;
    },
    copy(text) {
      const sequence = clipboardSequence(text);
      if (sequence.length > CLIPBOARD_MAX) return false;
      // tmux may take it for its own buffer, or hand it on: as it is set up.
      if (multiplexer !== 'screen') send(sequence);
      if (multiplexer !== undefined) send(through(sequence, multiplexer));
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
