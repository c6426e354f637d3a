/** Every editing action on the draft, as a pure function of the editor's state. */
import type {Limits} from '../../../shared/limits.ts';
import {CHANGES, type ChangeAction} from './changes.ts';
import {withoutCompletion, cycleCompletion, suggest, takeCandidates} from './tabKey.ts';
import {draftOf, emptyEditor, type Candidates, type EditorState} from './editorState.ts';
import {MOVES, placed, type MoveAction} from './moves.ts';
import {judge, type Judgement} from './submit.ts';

export type EditAction =
  | ChangeAction
  | MoveAction
  /** Code units before the cursor. */
  | {type: 'place'; cursor: number}
  /** Goes through the candidates; does nothing while there are none (then they are to be asked for). */
  | {type: 'cycleCompletion'; step: 1 | -1}
  | ({type: 'takeCandidates'} & Candidates)
  | {type: 'cancelCompletion'}
  /** What could go on here, told without being asked for. */
  | ({type: 'suggest'} & Candidates);

/** Lines sent before that are kept for Up. */
const HISTORY_MAX = 200;

/** @param columns width the text is drawn with, so that Up and Down follow what is seen; lines are not wrapped without it */
export function edit(state: EditorState, action: EditAction, columns = Number.POSITIVE_INFINITY): EditorState {
  const {type} = action;
  if (type === 'cycleCompletion') return cycleCompletion(state, action.step);
  if (type === 'takeCandidates') return takeCandidates(state, action);
  if (type === 'cancelCompletion') return withoutCompletion(state);
  if (type === 'suggest') return suggest(state, action);
  const settled = state.completion === undefined ? state : {...state, completion: undefined};
  if (action.type === 'place') return placed(settled, action.cursor);
  if (action.type !== 'move') return applyChange(settled, action);
  return {...MOVES[action.to](settled, columns), yanked: undefined};
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
  return {state: {...emptyEditor, ...atEnd(draftBehind(state)), history, killed: state.killed}, line};
}

/** What waits behind a line of the history that is shown; nothing while one writes anew. */
export const draftBehind = (state: EditorState): string => {
  const draft = draftOf(state);
  return draft === state.text ? '' : draft;
};

export const atEnd = (text: string): Pick<EditorState, 'text' | 'cursor'> => ({text, cursor: text.length});

/** A line that was not taken comes back with the reason; what was written since then is kept above it. */
export function putBack(state: EditorState, line: string, refusal: string): EditorState {
  const history = state.history.at(-1) === line ? state.history.slice(0, -1) : state.history;
  const written = draftOf(state);
  const text = written === '' ? line : `${line}\n${written}`;
  return {...state, text, cursor: text.length, history, recall: undefined, undo: [], chips: [], run: 'none', refusal};
}
