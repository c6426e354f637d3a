/** Handles reports of the terminal: keyboard protocol, colours, focus, cell size, graphics and drawing modes. */
import {setAmbiguousWide} from '../../shared/text/ambiguous.ts';
import {backgroundOf, type Background} from './background.ts';
import type {Egress} from './egress.ts';
import type {PictureOutput} from './pictureOutput.ts';
import type {Key} from './input/key.ts';
import * as said from './input/keySequences.ts';
import {BACKGROUND_QUERY, HOME_AND_ERASE, KITTY_ON, SYNC_QUERY, WIDTH_QUERY} from './sequences.ts';

export interface RepliesListener {
  /** The terminal gained or lost the keyboard focus; many terminals never report this. */
  onFront?(isInFront: boolean): void;
  /** The background colour became known, or has changed. */
  onBackground?(): void;
  /** The widths of ambiguous characters have changed. */
  onWidths?(): void;
  /** Pictures between rows have to be redrawn. */
  onGraphics?(): void;
}

interface Replies {
  /** @returns whether the input was a report of the terminal instead of a key press */
  take(key: Key): boolean;
  /** Handles a string answer, without the leading ESC. */
  takeString(text: string): void;
  /**
   * Queries once the width of ambiguous characters and support for synchronized output. On the alternate screen before anything
   * is drawn, so that an echo of the queries is erased.
   */
  ask(hasAmbiguous: boolean): void;
  isKitty(): boolean;
  /** The latest reported focus; `undefined` until the first report. */
  isInFront(): boolean | undefined;
  background(): Background | undefined;
  /** Whether synchronized output is supported; `undefined` until the answer. */
  hasSync(): boolean | undefined;
}

interface RepliesOptions {
  egress: () => Egress;
  listener: () => RepliesListener;
  graphics: PictureOutput | undefined;
  /** Background known from the environment, before the terminal's answer. */
  background: Background | undefined;
  /** Current time in milliseconds. */
  now: () => number;
}

/** Answers later than this are ignored, because they may belong to another query. */
const WIDTH_ANSWER_MS = 5_000;

export function createReplies(options: RepliesOptions): Replies {
  const {egress, listener, graphics, now} = options;
  let {background} = options;
  let isKitty = false;
  let isInFront: boolean | undefined;
  let hasSync: boolean | undefined;
  let hasAsked = false;
  let widthAskedAt: number | undefined;

  function setBackground(next: Background): void {
    if (next === background) return;
    background = next;
    listener().onBackground?.();
  }
  function onScheme(next: Background): void {
    setBackground(next);
    // The scheme is only a name, so the actual colour is queried too.
    egress().writeOwn(BACKGROUND_QUERY);
  }
  function onFocus(next: boolean): void {
    isInFront = next;
    listener().onFront?.(next);
  }
  /** Only the first answer counts. */
  function onWidth(isWide: boolean): void {
    if (widthAskedAt === undefined || now() - widthAskedAt > WIDTH_ANSWER_MS) return;
    widthAskedAt = undefined;
    if (setAmbiguousWide(isWide)) listener().onWidths?.();
  }

  const replies: Readonly<Record<string, (key: Key) => void>> = {
    [said.FOCUS_IN]: () => onFocus(true),
    [said.FOCUS_OUT]: () => onFocus(false),
    [said.NOW_DARK]: () => onScheme('dark'),
    [said.NOW_LIGHT]: () => onScheme('light'),
    [said.IS_NARROW]: () => onWidth(false),
    [said.IS_WIDE]: () => onWidth(true),
    [said.HAS_SYNC]: () => void (hasSync ??= true),
    [said.NO_SYNC]: () => void (hasSync ??= false),
    [said.KITTY_REPLY]() {
      if (!isKitty) egress().writeOwn(KITTY_ON);
      isKitty = true;
    },
    [said.CELL_SIZE]({sequence}) {
      const [, height = 0, width = 0] = sequence.split(';').map(part => Number.parseInt(part, 10));
      graphics?.noteCell({width, height});
      egress().sendPictures();
    },
  };

  return {
    take(key) {
      const reply = replies[key.chord];
      reply?.(key);
      return reply !== undefined;
    },
    takeString(text) {
      if (graphics?.noteAnswer(text) === true) listener().onGraphics?.();
      const next = backgroundOf(text);
      if (next !== undefined) setBackground(next);
    },
    ask(hasAmbiguous) {
      if (hasAsked || !egress().modesOn().has('1049')) return;
      hasAsked = true;
      egress().writeOwn(SYNC_QUERY);
      if (hasAmbiguous) {
        widthAskedAt = now();
        egress().writeOwn(WIDTH_QUERY);
      }
      egress().writeOwn(HOME_AND_ERASE);
    },
    isKitty: () => isKitty,
    isInFront: () => isInFront,
    background: () => background,
    hasSync: () => hasSync,
  };
}
