/** The terminal of the screen: keys in, filtered drawing out, everything restored at the end. */
import type {Key} from './input/key.ts';
import type {MouseReport} from './input/mouse.ts';
import type {Background} from './background.ts';
import type {Charset} from './charset.ts';
import {openEgress, type Egress} from './egress.ts';
import type {PictureOutput} from './pictureOutput.ts';
import type {Hyperlinks} from './hyperlinks.ts';
import type {Multiplexer} from './multiplexer.ts';
import type {NoticeForm} from './notices.ts';
import {openKeyboard} from './input/keyboard.ts';
import {createReplies, type RepliesListener} from './replies.ts';
import * as sequences from './sequences.ts';
import {idleStdin, writeNow, type TerminalStreams} from './streams.ts';

export interface TerminalListener extends RepliesListener {
  onKey(key: Key): void;
  /** Called only while the mouse is on. */
  onMouse?(report: MouseReport): void;
  onResize(): void;
  /** Whether the user is writing text, rather than filling in a form or using a side pane. */
  isWriting?(): boolean;
  /** Another program has the terminal now, or will have it soon. */
  onReleased?(): void;
  /** The terminal is back after the process was stopped, without its former content. */
  onRetaken?(): void;
  /** The end of a paste is overdue, or has arrived after all. */
  onPasteOverdue?(isOverdue: boolean): void;
}

interface TerminalOptions {
  /** How long to wait after a lone ESC for the rest of a sequence, in ms; for keyboards without the kitty protocol. */
  escapeMs?: number;
  /** Background assumed before the terminal answers. */
  background?: Background | undefined;
  /** Absent if the terminal is UTF-8. */
  charset?: Charset | undefined;
  /** Absent if the terminal supports no links, or they are switched off. */
  links?: Hyperlinks | undefined;
  /** Absent if pictures between rows are half blocks, or not shown. */
  graphics?: PictureOutput | undefined;
  /** A multiplexer such as tmux between the program and the terminal. */
  multiplexer?: Multiplexer | undefined;
  /** Current time in milliseconds. */
  now?: () => number;
  /** How desktop notices are sent; absent if the terminal does not support them. */
  noticeForm?: NoticeForm | undefined;
}

/** A picture below the first line, encoded from pixels by this program. */
interface BarePicture {
  sequence: string;
  /** Sequence that removes the picture. */
  after: string;
}

export interface Terminal {
  /** Output of the current view (start forms or screen). */
  readonly egress: Egress;
  readonly links: Hyperlinks | undefined;
  /** Input for Ink, which must not read the real one. */
  readonly inkStdin: NodeJS.ReadStream;
  size(): {columns: number; rows: number};
  /** Keys and sizes go to this listener from now on. */
  listen(listener: TerminalListener): void;
  /** Queries once what affects drawing; on the alternate screen, before anything is drawn. */
  ask(): void;
  /** Switches on what only works on the alternate screen: paste marks and extended keys. */
  begin(): void;
  /** On: the terminal reports the mouse. Off: the terminal handles it itself and selects text. */
  setMouse(isOn: boolean): void;
  /** Shows only these lines, wrapped by the terminal, so that it selects them whole; other output is held back. */
  showBare(lines: readonly string[], picture?: BarePicture): void;
  /** Returns to the screen. */
  endBare(): void;
  /** `undefined` until the terminal has answered. */
  background(): Background | undefined;
  /** Whether keys are distinguishable that otherwise send the same bytes (kitty protocol). */
  hasExactKeys: () => boolean;
  /** The latest reported focus; `undefined` until the first report. */
  isInFront: () => boolean | undefined;
  /** Restores the terminal for a pause, e.g. for Ctrl+Z. */
  release(): void;
  /** Takes the terminal back after a pause, or after a stop without one; all modes are set again. */
  retake(): void;
  /** Gives the terminal to another program until `work` is done; `retake` does nothing meanwhile. */
  lend<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Another program has the terminal, or had it until at most `AFTER_LENT_MS` ago. */
  isLent(): boolean;
  /** Hands the terminal over to the next view without leaving the alternate screen in between. */
  handOver(): void;
  /** Restores the terminal synchronously; can be called from anywhere and repeatedly. */
  restore(): void;
}

/**
 * Time in ms to wait after ESC for the rest of a sequence, because Esc and Alt start with the same byte; slow links may need
 * more.
 */
export const ESCAPE_MS = 100;

/**
 * Ctrl+C for a program in front is a signal to this process too. On a busy machine, that signal may be noticed only after the
 * other program has ended.
 */
export const AFTER_LENT_MS = 1_000;

const NOBODY: TerminalListener = {onKey: () => {}, onResize: () => {}};

export function openTerminal({stdin, stdout}: TerminalStreams, options: TerminalOptions = {}): Terminal {
  const {escapeMs = ESCAPE_MS, charset, links, graphics, multiplexer, noticeForm} = options;
  const {now = () => performance.now()} = options;
  const encode = charset && ((text: string) => charset.encode(text));
  const written = {encode, links, graphics, hasSync: () => replies.hasSync(), multiplexer, noticeForm};
  let egress = openEgress(stdout, written);
  let inkStdin = idleStdin();
  let listener = NOBODY;
  let isOpen = true;
  /** Modes that were on before the plain lines were shown. */
  let bareModes: ReadonlySet<string> | undefined;
  /** Modes that were on before the terminal was given away. */
  let pausedModes: ReadonlySet<string> | undefined;
  /** Number of programs that have the terminal now; keys in one read can start two. */
  let lentCount = 0;
  /** When the last of them ended. */
  let lentAt = -Infinity;

  /** Sequence that removes the picture on screen. */
  let afterBare = '';
  function takePictureAway(): void {
    if (afterBare !== '') egress.writePicture(afterBare);
    afterBare = '';
  }

  const replies = createReplies({
    egress: () => egress,
    listener: () => listener,
    graphics,
    background: options.background,
    now,
  });
  const keyboard = openKeyboard(stdin, {
    ...(charset && {decode: (bytes: string) => charset.decode(bytes)}),
    onKey(key) {
      if (key.mouse !== undefined) {
        if (egress.modesOn().has('1002')) listener.onMouse?.(key.mouse);
      } else if (!replies.take(key)) listener.onKey(key);
    },
    onAnswer: said => replies.takeString(said),
    isWriting: () => listener.isWriting?.() === true,
    onPasteOverdue: isOverdue => listener.onPasteOverdue?.(isOverdue),
    // With the kitty protocol, Esc is a sequence of its own, so nothing has to be waited for.
    escapeMs: () => (replies.isKitty() ? 0 : escapeMs),
  });
  const size = () => ({columns: stdout.columns ?? 80, rows: stdout.rows ?? 24});
  const onResize = () => {
    const {columns, rows} = size();
    egress.resize(columns, rows);
    if (graphics?.forgetCell() === true) egress.writeOwn(graphics.query);
    listener.onResize();
  };
  stdout.on('resize', onResize);
  egress.writeOwn(sequences.WRAP_OFF);

  function release(): void {
    if (!isOpen || pausedModes !== undefined) return;
    pausedModes = bareModes ?? egress.modesOn();
    if (bareModes !== undefined) egress.hold(false);
    bareModes = undefined;
    takePictureAway();
    if (graphics !== undefined) egress.writeOwn(graphics.takeAway());
    for (const off of sequences.pauseSequences(pausedModes)) egress.writeOwn(off);
    egress.hold(true);
    keyboard.leave();
    listener.onReleased?.();
  }

  function retake(): void {
    if (!isOpen || lentCount > 0) return;
    const modes = pausedModes ?? bareModes ?? egress.modesOn();
    bareModes = undefined;
    pausedModes = undefined;
    egress.hold(false);
    keyboard.take();
    onResize();
    for (const on of sequences.againSequences(modes)) egress.writeOwn(on);
    egress.writeOwn(sequences.BACKGROUND_QUERY);
    listener.onRetaken?.();
  }

  return {
    get egress() {
      return egress;
    },
    get inkStdin() {
      return inkStdin;
    },
    links,
    size,
    listen(next) {
      listener = next;
    },
    ask() {
      replies.ask(charset === undefined);
    },
    begin() {
      // An earlier view may have switched the modes on already.
      if (egress.modesOn().has('2004')) return;
      for (const on of sequences.INPUT_MODES) egress.writeOwn(on);
      egress.writeOwn(sequences.BACKGROUND_QUERY);
      if (graphics !== undefined && graphics.query !== '') egress.writeOwn(graphics.query);
      if (!egress.modesOn().has('kitty'))
        egress.writeOwn(replies.isKitty() ? sequences.KITTY_ON : sequences.KITTY_QUERY);
    },
    setMouse(isOn) {
      for (const sequence of isOn ? sequences.MOUSE_ON : sequences.MOUSE_OFF) egress.writeOwn(sequence);
    },
    showBare(lines, picture) {
      bareModes = egress.modesOn();
      for (const off of [...sequences.MOUSE_OFF, sequences.WRAP_ON, sequences.HOME_AND_ERASE]) egress.writeOwn(off);
      egress.stream.write(lines.join('\n'));
      if (picture !== undefined && picture.sequence !== '')
        egress.writePicture((graphics?.interrupt() ?? '') + picture.sequence);
      afterBare = picture?.after ?? '';
      egress.hold(true);
    },
    endBare() {
      if (bareModes === undefined) return;
      egress.hold(false);
      takePictureAway();
      for (const on of [sequences.WRAP_OFF, ...(bareModes.has('1002') ? sequences.MOUSE_ON : [])]) egress.writeOwn(on);
      bareModes = undefined;
      listener.onRetaken?.();
    },
    background: () => replies.background(),
    hasExactKeys: () => replies.isKitty(),
    isInFront: () => replies.isInFront(),
    release,
    retake,
    async lend(work) {
      release();
      lentCount++;
      try {
        return await work();
      } finally {
        lentCount--;
        lentAt = now();
        retake();
      }
    },
    isLent: () => lentCount > 0 || now() - lentAt < AFTER_LENT_MS,
    handOver() {
      listener = NOBODY;
      const modesOn = egress.modesOn();
      egress.close();
      egress = openEgress(stdout, {modesOn, ...written});
      inkStdin = idleStdin();
    },
    restore() {
      if (!isOpen) return;
      isOpen = false;
      const sequence = egress.restoreSequence();
      if (sequence !== '') writeNow(stdout, sequence);
      egress.close();
      keyboard.close();
      stdout.off('resize', onResize);
    },
  };
}
