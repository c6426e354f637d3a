/** State of the editor as a plain value: text, cursor, undo, history. */

export interface EditorState {
  readonly text: string;
  /** Code units before the cursor; always between two graphemes. */
  readonly cursor: number;
  /** Undo steps, oldest first; bounded. */
  readonly undo: readonly Splice[];
  /** Kind of the last action: successive typing is undone together, successive kills are yanked together. */
  readonly run: 'none' | 'typing' | 'killing';
  /** Undone steps, latest last; cleared by the next change. */
  readonly undone: readonly Splice[];
  /** Killed texts, newest last; bounded. Ctrl+Y yanks the newest. */
  readonly killed: readonly string[];
  /** Index of the text yanked last, counted from the newest; the next older one can replace it. */
  readonly yanked: Yanked | undefined;
  /** The column that Up and Down try to keep. */
  readonly goalColumn: number | undefined;
  /** Lines sent before, oldest first; bounded. */
  readonly history: readonly string[];
  /** A history line is shown instead of the draft, which is kept unchanged after the newest line. */
  readonly recall: Recall | undefined;
  readonly completion: Completion | undefined;
  /** Folded long pastes, in order. */
  readonly chips: readonly Chip[];
  /** The suggested completion of the current word; ignored if the text has changed since it was requested. */
  readonly suggestion: Candidates | undefined;
  /** The text contains a large paste: the next Enter asks for confirmation, the one after it sends. */
  readonly paste: 'none' | 'big' | 'asked';
  /** The line break at the end was a backslash before Enter; another Enter sends the original text. */
  readonly isContinued: boolean;
  /** Why the text was not sent, a sentence; cleared by the next change. Its untrusted parts have not passed `display()`. */
  readonly refusal: string;
}

/** A long paste shown as one chip; the text stays whole. */
export interface Chip {
  /** Range in code units. */
  readonly from: number;
  readonly to: number;
}

/** Candidates for the range `from`…`to` of the text. */
export interface Candidates {
  /** Text and cursor at the time of the request; if they have changed, the answer is discarded. */
  forText: string;
  forCursor: number;
  from: number;
  to: number;
  words: readonly string[];
}

interface Yanked {
  readonly index: number;
  /** Range of the yanked text. */
  readonly from: number;
  readonly to: number;
}

/** One change of the text, with the data needed to undo it. */
export interface Splice {
  readonly at: number;
  readonly removed: string;
  readonly inserted: string;
  readonly cursorBefore: number;
  readonly chipsBefore: readonly Chip[];
}

/** Candidates that Tab moves through. */
interface Completion {
  readonly from: number;
  /** Current end of the word. */
  readonly to: number;
  readonly words: readonly string[];
  /** The typed text that the candidate replaces. */
  readonly typed: string;
  /** -1 while only the common prefix is inserted. */
  readonly index: number;
  readonly before: EditorState;
}

interface Recall {
  readonly index: number;
  readonly draft: string;
  /** Origin of the draft. */
  readonly came: DraftOrigin;
  /** Changed history lines, by index. */
  readonly changed: Readonly<Record<number, string>>;
}

/** The draft, even while a history line is shown. */
export const draftOf = ({recall, history, text}: EditorState): string =>
  recall === undefined || recall.index >= history.length ? text : recall.draft;

/** How a text came into the editor. */
type DraftOrigin = Pick<EditorState, 'chips' | 'paste'>;

/** Origin of the draft, even while a history line is shown. A large paste has to be confirmed again. */
export function draftOriginOf({recall, history, chips, paste}: EditorState): DraftOrigin {
  if (recall !== undefined && recall.index < history.length) return recall.came;
  return {chips, paste: paste === 'none' ? 'none' : 'big'};
}

/** State that belongs to one text and is reset with it, because applied to another text it would change the wrong parts. */
export const FRESH_TEXT = {
  undo: [],
  undone: [],
  run: 'none',
  yanked: undefined,
  goalColumn: undefined,
  completion: undefined,
} as const satisfies Partial<EditorState>;

export const emptyEditor: EditorState = {
  text: '',
  cursor: 0,
  ...FRESH_TEXT,
  killed: [],
  history: [],
  recall: undefined,
  chips: [],
  suggestion: undefined,
  paste: 'none',
  isContinued: false,
  refusal: '',
};
