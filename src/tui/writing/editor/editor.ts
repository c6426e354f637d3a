/** Every editing action on the draft, as a pure function of the editor's state. */
import type {Limits} from '../../../shared/limits.ts';
import {CHANGES, type ChangeAction} from './changes.ts';
import {withoutCompletion, cycleCompletion, suggest, takeCandidates} from './tabKey.ts';
import {FRESH_TEXT, draftOriginOf, draftOf, emptyEditor, type Candidates, type EditorState} from './editorState.ts';
import {MOVES, placed, type MoveAction} from './moves.ts';
import {judge, type Judgement} from './submit.ts';

export type EditAction =
  | ChangeAction
  | MoveAction
  /** Moves the cursor to this index, in code units. */
  | {type: 'place'; cursor: number}
  /** Moves through the candidates; does nothing if there are none, which then have to be requested. */
  | {type: 'cycleCompletion'; step: 1 | -1}
  | ({type: 'takeCandidates'} & Candidates)
  | {type: 'cancelCompletion'}
  /** Sets a completion that is suggested without a request. */
  | ({type: 'suggest'} & Candidates);

/** Maximum number of sent lines kept for Up. */
const HISTORY_MAX = 200;

/** Applies an action. @param columns width of the text, for Up and Down by visible lines; default: lines are not wrapped */
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

/** The table has a function for each type, but TypeScript cannot relate the function to the action. */
const applyChange = (state: EditorState, action: ChangeAction): EditorState =>
  (CHANGES[action.type] as (state: EditorState, action: ChangeAction) => EditorState)(state, action);

/** Enter: sends the line and clears the text, or keeps the text with a refusal. A trailing backslash becomes a line break. */
export function submit(state: EditorState, limits: Limits): {state: EditorState; line?: string} {
  const judgement: Judgement = judge(state, limits);
  if (judgement.kind === 'stays') return {state: judgement.state};
  const {line} = judgement;
  const history = state.history.at(-1) === line ? state.history : [...state.history, line].slice(-HISTORY_MAX);
  return {state: {...cleared(state), history}, line};
}

/** The draft that a history line replaces on screen; empty if none does. */
export const draftBehind = (state: EditorState): string => {
  const draft = draftOf(state);
  return draft === state.text ? '' : draft;
};

/** Clears the text after it was sent; keeps history and killed text, and brings back the draft behind a history line. */
export const cleared = (state: EditorState): EditorState => ({
  ...emptyEditor,
  ...atEnd(draftBehind(state)),
  ...(draftBehind(state) !== '' && draftOriginOf(state)),
  history: state.history,
  killed: state.killed,
});

/** Puts words before the whole draft, even if a history line is shown instead; the cursor goes to the end. */
export function begunWith(state: EditorState, words: string): EditorState {
  const draft =
    state.recall === undefined ? state : {...cleared(state), ...atEnd(draftOf(state)), ...draftOriginOf(state)};
  const begun = edit(edit(draft, {type: 'place', cursor: 0}), {type: 'insert', text: words});
  return {...begun, cursor: begun.text.length};
}

export const atEnd = (text: string): Pick<EditorState, 'text' | 'cursor'> => ({text, cursor: text.length});

/** Puts a refused line back with the reason, before what was written since. */
export function putBack(state: EditorState, line: string, refusal: string): EditorState {
  const history = state.history.at(-1) === line ? state.history.slice(0, -1) : state.history;
  const written = draftOf(state);
  const text = written === '' ? line : `${line}\n${written}`;
  const {paste} = draftOriginOf(state);
  return {...state, ...FRESH_TEXT, ...atEnd(text), history, recall: undefined, chips: [], paste, refusal};
}
