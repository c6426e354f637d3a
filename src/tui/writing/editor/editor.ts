/** Every editing action on the draft, as a pure function of the editor's state. */
import type {Limits} from '../../../shared/limits.ts';
import {CHANGES, type ChangeAction} from './changes.ts';
import {withoutCompletion, cycleCompletion, suggest, takeCandidates} from './tabKey.ts';
import {ANEW, draftCame, draftOf, emptyEditor, type Candidates, type EditorState} from './editorState.ts';
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

/** @param columns width of the drawn text, so that Up and Down follow visible lines; without it lines are not wrapped */
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
 * Enter: a line goes out and the text is cleared, or the text stays with a refusal. A backslash at the end becomes a line break.
 */
export function submit(state: EditorState, limits: Limits): {state: EditorState; line?: string} {
  const judgement: Judgement = judge(state, limits);
  if (judgement.kind === 'stays') return {state: judgement.state};
  const {line} = judgement;
  const history = state.history.at(-1) === line ? state.history : [...state.history, line].slice(-HISTORY_MAX);
  return {state: {...cleared(state), history}, line};
}

/** The draft that was replaced by a line of the history; empty while none is shown. */
export const draftBehind = (state: EditorState): string => {
  const draft = draftOf(state);
  return draft === state.text ? '' : draft;
};

/** The text is gone, to where it was meant for; what was sent and what was cut stays, and the draft behind comes back. */
export const cleared = (state: EditorState): EditorState => ({
  ...emptyEditor,
  ...atEnd(draftBehind(state)),
  ...(draftBehind(state) !== '' && draftCame(state)),
  history: state.history,
  killed: state.killed,
});

/** Puts words before the whole draft, also where a line of the history stands in front of it; the cursor goes to the end. */
export function begunWith(state: EditorState, words: string): EditorState {
  const draft = state.recall === undefined ? state : {...cleared(state), ...atEnd(draftOf(state)), ...draftCame(state)};
  const begun = edit(edit(draft, {type: 'place', cursor: 0}), {type: 'insert', text: words});
  return {...begun, cursor: begun.text.length};
}

export const atEnd = (text: string): Pick<EditorState, 'text' | 'cursor'> => ({text, cursor: text.length});

/** Puts a refused line back with the reason; what was written since is kept above it. */
export function putBack(state: EditorState, line: string, refusal: string): EditorState {
  const history = state.history.at(-1) === line ? state.history.slice(0, -1) : state.history;
  const written = draftOf(state);
  const text = written === '' ? line : `${line}\n${written}`;
  const {paste} = draftCame(state);
  return {...state, ...ANEW, ...atEnd(text), history, recall: undefined, chips: [], paste, refusal};
}
