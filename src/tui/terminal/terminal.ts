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
  /** Only while it is on. */
  onMouse?(report: MouseReport): void;
  onResize(): void;
  /** Whether text is written now, rather than a form filled in or a key of a pane pressed. */
  isWriting?(): boolean;
  /** Another program has the terminal now, or soon. */
  onReleased?(): void;
  /** The terminal is ours again after the program was stopped: nothing is on it that was drawn. */
  onRetaken?(): void;
  /** A paste has begun whose end does not come, or it has ended after all. */
  onPasteOverdue?(isOverdue: boolean): void;
}

interface TerminalOptions {
  /** How long a lone ESC waits for what may follow it, where keys come as they always did. */
  escapeMs?: number;
  /** What is said about the terminal before it answers. */
  background?: Background | undefined;
  /** Absent where the terminal is UTF-8. */
  charset?: Charset | undefined;
  /** Absent where the terminal has none, or nobody wants them. */
  links?: Hyperlinks | undefined;
  /** Absent where pictures in rows are half blocks, or not shown. */
  graphics?: PictureOutput | undefined;
  /** What stands between here and the terminal. */
  multiplexer?: Multiplexer | undefined;
  /** In milliseconds. */
  now?: () => number;
  /** How notices of the desktop are sent; absent where the terminal has none. */
  noticeForm?: NoticeForm | undefined;
}

/** A picture below the first line; nothing but what is made of pixels here. */
interface BarePicture {
  sequence: string;
  /** Takes it away. */
  after: string;
}

export interface Terminal {
  /** Of whoever draws now. */
  readonly egress: Egress;
  readonly links: Hyperlinks | undefined;
  /** For Ink, which must not read the real one. */
  readonly inkStdin: NodeJS.ReadStream;
  size(): {columns: number; rows: number};
  /** Keys and sizes go here from now on. */
  listen(listener: TerminalListener): void;
  /** Asks once what must be known to draw well: on the alternate screen, before anything is drawn there. */
  ask(): void;
  /** Switches on what only works on the alternate screen: paste marks, keys that say more. */
  begin(): void;
  /** The mouse tells what it does; otherwise the terminal keeps it, and selects text as it always did. */
  setMouse(isOn: boolean): void;
  /** These lines alone, as whole ones for the terminal's own selection; nothing else is drawn meanwhile. */
  showBare(lines: readonly string[], picture?: BarePicture): void;
  /** The screen comes back. */
  endBare(): void;
  /** Absent as long as the terminal has not told. */
  background(): Background | undefined;
  /** The keyboard tells keys apart that otherwise send the same bytes. */
  hasExactKeys: () => boolean;
  /** Whether it has the keyboard, as it has said last; absent as long as it has said nothing. */
  isInFront: () => boolean | undefined;
  /** Gives the terminal back for a while. */
  release(): void;
  /** Takes it again after a pause, or after somebody else had it without one; all modes are set anew. */
  retake(): void;
  /** Gives it to another program until `work` is done: whatever stops and continues this one meanwhile takes nothing back. */
  lend<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Another program has it, or had it within `AFTER_LENT_MS`. */
  isLent(): boolean;
  /** Whoever drew here is done, and somebody else goes on where they stopped, without a look at the shell in between. */
  handOver(): void;
  /** Everything back as it was; at once, and safe to call from anywhere and more than once. */
  restore(): void;
}

/** Esc and Alt begin with the same byte; the rest of a sequence comes within this time, unless the link is slow. */
export const ESCAPE_MS = 100;

/**
 * A key that ends a program in front, such as Ctrl+C, is a signal to this one too, and on a busy machine that signal can be read
 * after the news that the other program has ended.
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
  /** The modes that were on before the text alone was shown. */
  let bareModes: ReadonlySet<string> | undefined;
  /** The modes that were on before the terminal was given away for a while. */
  let pausedModes: ReadonlySet<string> | undefined;
  /** How many programs have the terminal now: keys that came in one read can call two. */
  let lentCount = 0;
  /** When the last of them ended. */
  let lentAt = -Infinity;

  /** What takes away the picture that is shown. */
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
    // Such a keyboard sends a whole sequence for Esc.
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
      // Somebody before may have been here already.
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
