/** State of the editor as a plain value: text, cursor, undo, history. */

export interface EditorState {
  readonly text: string;
  /** Code units before the cursor; always between two graphemes. */
  readonly cursor: number;
  /** What was done to the text, oldest first; bounded. */
  readonly undo: readonly Splice[];
  /**
   * What the last action was, as far as it matters to the next one: runs of typing undo together, runs of kills yank together.
   */
  readonly run: 'none' | 'typing' | 'killing';
  /** What was taken back, the last one at the end; goes with the next change. */
  readonly undone: readonly Splice[];
  /** What was cut, the newest last; bounded. Ctrl+Y brings the newest back. */
  readonly killed: readonly string[];
  /** Which of them was put back last, counted from the newest: the one before it may take its place. */
  readonly yanked: Yanked | undefined;
  /** The column that Up and Down try to keep. */
  readonly goalColumn: number | undefined;
  /** Lines sent before, oldest first; bounded. */
  readonly history: readonly string[];
  /** A line of the history is shown instead of the draft, which waits behind the newest one whatever is changed meanwhile. */
  readonly recall: Recall | undefined;
  readonly completion: Completion | undefined;
  /** Long pastes, each shown as one sign until it is opened; in order. */
  readonly chips: readonly Chip[];
  /** The one word that could go on here, asked for while one wrote; of another text it means nothing. */
  readonly suggestion: Candidates | undefined;
  /** The text came by a big paste: the next Enter asks, the one after it sends. */
  readonly paste: 'none' | 'big' | 'asked';
  /** The line break at the end was a backslash before Enter: Enter once more sends it as it was. */
  readonly isContinued: boolean;
  /** Why the text was not taken, a sentence; goes with the next change. Foreign parts not yet passed through `display()`. */
  readonly refusal: string;
}

/** A long paste shown as one chip; the text stays whole. */
export interface Chip {
  /** Code units of the text. */
  readonly from: number;
  readonly to: number;
}

/** Candidates for `from`…`to` of the text. */
export interface Candidates {
  /** The text and cursor they were asked for; an answer that comes too late is thrown away. */
  forText: string;
  forCursor: number;
  from: number;
  to: number;
  words: readonly string[];
}

interface Yanked {
  readonly index: number;
  /** Where it stands. */
  readonly from: number;
  readonly to: number;
}

/** One change of the text, with what undo needs. */
export interface Splice {
  readonly at: number;
  readonly removed: string;
  readonly inserted: string;
  readonly cursorBefore: number;
  readonly chipsBefore: readonly Chip[];
}

/** Candidates that are being gone through. */
interface Completion {
  readonly from: number;
  /** Where the word now ends. */
  readonly to: number;
  readonly words: readonly string[];
  /** What they stand in place of. */
  readonly typed: string;
  /** -1 while only the common part stands there. */
  readonly index: number;
  readonly before: EditorState;
}

interface Recall {
  readonly index: number;
  readonly draft: string;
  /** How the draft came. */
  readonly came: Came;
  /** Lines that were changed and left, by index. */
  readonly changed: Readonly<Record<number, string>>;
}

/** The draft, also while a line of the history is shown. */
export const draftOf = ({recall, history, text}: EditorState): string =>
  recall === undefined || recall.index >= history.length ? text : recall.draft;

/** How a text came into the editor. */
type Came = Pick<EditorState, 'chips' | 'paste'>;

/** How the draft came, also while a line of the history is shown. Where it was asked about, it is asked about again. */
export function draftCame({recall, history, chips, paste}: EditorState): Came {
  if (recall !== undefined && recall.index < history.length) return recall.came;
  return {chips, paste: paste === 'none' ? 'none' : 'big'};
}

/** What belongs to one text and goes with it: after another one has taken its place, it would change the wrong piece. */
export const ANEW = {
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
  ...ANEW,
  killed: [],
  history: [],
  recall: undefined,
  chips: [],
  suggestion: undefined,
  paste: 'none',
  isContinued: false,
  refusal: '',
};
