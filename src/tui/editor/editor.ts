/** The text one writes, as a plain value: what is there, where the cursor is, and what every editing action makes of it. */
import type {Limits} from '../../shared/limits.ts';
import {cancelCompletion, cycleCompletion, takeCandidates, type Candidates, type Completion} from './completion.ts';
import {CHANGES, type ChangeAction, type Splice} from './changes.ts';
import {MOVES, type MoveAction} from './moves.ts';
import {judge, type Judgement} from './submit.ts';

export interface EditorState {
  readonly text: string;
  /** Code units before the cursor; always between two graphemes. */
  readonly cursor: number;
  /** What was done to the text, oldest first; bounded. */
  readonly undo: readonly Splice[];
  /** What the last action was, as far as it matters to the next one: runs of typing undo together, runs of kills yank together. */
  readonly run: 'none' | 'typing' | 'killing';
  /** What Ctrl+Y brings back. */
  readonly killed: string;
  /** The column that Up and Down try to keep. */
  readonly goalColumn: number | undefined;
  /** Lines sent before, oldest first; bounded. */
  readonly history: readonly string[];
  /** A line of the history is shown instead of the draft. */
  readonly recall: {readonly index: number; readonly draft: string} | undefined;
  readonly completion: Completion | undefined;
  /** The text came by a big paste: the next Enter asks, the one after it sends. */
  readonly paste: 'none' | 'big' | 'asked';
  /** Why the text was not taken, a sentence; goes with the next change. Foreign parts not yet passed through `display()`. */
  readonly refusal: string;
}

export type EditAction =
  | ChangeAction
  | MoveAction
  /** Goes through the candidates; does nothing while there are none (then they are to be asked for). */
  | {type: 'cycleCompletion'; step: 1 | -1}
  | ({type: 'takeCandidates'} & Candidates)
  | {type: 'cancelCompletion'};

export const emptyEditor: EditorState = {
  text: '',
  cursor: 0,
  undo: [],
  run: 'none',
  killed: '',
  goalColumn: undefined,
  history: [],
  recall: undefined,
  completion: undefined,
  paste: 'none',
  refusal: '',
};

/** Lines sent before that are kept for Up. */
const HISTORY_MAX = 200;

/** @param columns width the text is drawn with, so that Up and Down follow what is seen; lines are not wrapped without it */
export function edit(state: EditorState, action: EditAction, columns = Number.POSITIVE_INFINITY): EditorState {
  const {type} = action;
  if (type === 'cycleCompletion') return cycleCompletion(state, action.step);
  if (type === 'takeCandidates') return takeCandidates(state, action);
  if (type === 'cancelCompletion') return cancelCompletion(state);
  const settled = state.completion === undefined ? state : {...state, completion: undefined};
  return action.type === 'move' ? MOVES[action.to](settled, columns) : applyChange(settled, action);
}

/** The table has a function for every type; the type of a pair is what TypeScript cannot follow. */
const applyChange = (state: EditorState, action: ChangeAction): EditorState =>
  (CHANGES[action.type] as (state: EditorState, action: ChangeAction) => EditorState)(state, action);

/**
 * Enter: either a line goes out and the text is gone, or the text stays with what there is to say.
 * A backslash at the end becomes a line break.
 */
export function submit(state: EditorState, limits: Limits): {state: EditorState; line?: string} {
  const judgement: Judgement = judge(state, limits);
  if (judgement.kind === 'stays') return {state: judgement.state};
  const {line} = judgement;
  const history = state.history.at(-1) === line ? state.history : [...state.history, line].slice(-HISTORY_MAX);
  return {state: {...emptyEditor, history, killed: state.killed}, line};
}

/** A line that was not taken comes back with the reason; what was written since then is kept above it. */
export function putBack(state: EditorState, line: string, refusal: string): EditorState {
  const history = state.history.at(-1) === line ? state.history.slice(0, -1) : state.history;
  const written = state.recall?.draft ?? state.text;
  const text = written === '' ? line : `${line}\n${written}`;
  return {...state, text, cursor: text.length, history, recall: undefined, undo: [], run: 'none', refusal};
}
