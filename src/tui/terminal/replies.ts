/** Handles reports of the terminal: keyboard protocol, colours, focus, cell size, graphics and drawing modes. */
import {setAmbiguousWide} from '../../shared/text/ambiguous.ts';
import {backgroundOf, type Background} from './background.ts';
import type {Egress} from './egress.ts';
import type {PictureOutput} from './pictureOutput.ts';
import type {Key} from './input/key.ts';
import * as said from './input/keySequences.ts';
import {BACKGROUND_QUERY, HOME_AND_ERASE, KITTY_ON, SYNC_QUERY, WIDTH_QUERY} from './sequences.ts';

export interface RepliesListener {
  /** The terminal got the keyboard, or lost it to another window; many terminals never tell. */
  onFront?(isInFront: boolean): void;
  /** What is behind the text became known, or was changed. */
  onBackground?(): void;
  /** Text takes other columns than before. */
  onWidths?(): void;
  /** Pictures in rows are drawn otherwise from now on. */
  onGraphics?(): void;
}

interface Replies {
  /** @returns whether it is none of a person */
  take(key: Key): boolean;
  /** A string, from the character behind ESC on. */
  takeString(text: string): void;
  /**
   * Asks once how wide ambiguous characters are and how frames are shown: on the alternate screen, before anything is drawn
   * there, so that whatever a terminal makes of the questions is erased.
   */
  ask(hasAmbiguous: boolean): void;
  isKitty(): boolean;
  /** As it has told last; absent as long as it has told nothing. */
  isInFront(): boolean | undefined;
  background(): Background | undefined;
  /** Whether a frame is shown at once; absent as long as it is not known. */
  hasSync(): boolean | undefined;
}

interface RepliesOptions {
  egress: () => Egress;
  listener: () => RepliesListener;
  graphics: PictureOutput | undefined;
  /** What is known before the terminal says it. */
  background: Background | undefined;
  /** In milliseconds. */
  now: () => number;
}

/** An answer takes no longer, however slow the link is; a later one may be about anything. */
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
    // The colour itself is more certain than the name that somebody gave it.
    egress().writeOwn(BACKGROUND_QUERY);
  }
  function onFocus(next: boolean): void {
    isInFront = next;
    listener().onFront?.(next);
  }
  /** Only the first one counts. */
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
