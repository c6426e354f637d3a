/** Cursor movement by characters, words and visible lines, and beyond the first and last line into the history. */
import {chipAround, lineEndIn, lineStartIn} from './chips.ts';
import {rowsAround, type TextRow} from './rows.ts';
import {FRESH_TEXT, draftOriginOf, draftOf, type Chip, type EditorState} from './editorState.ts';
import {boundaryAfter, boundaryBefore, wordEndAfter, wordStartBefore} from './text.ts';

export interface MoveAction {
  type: 'move';
  to: keyof typeof MOVES;
}

type Place = (text: string, cursor: number, chips: readonly Chip[]) => number;
type Move = (state: EditorState, columns: number) => EditorState;

const toPlace =
  (place: Place): Move =>
  state => ({
    ...state,
    cursor: besideChips(state, place),
    run: 'none',
    goalColumn: undefined,
    isContinued: false,
  });

/** The cursor never stops inside a folded paste; it jumps to the other end. */
function besideChips({text, chips, cursor}: EditorState, place: Place): number {
  const at = place(text, cursor, chips);
  const chip = chipAround(chips, at);
  return chip === undefined ? at : at < cursor ? chip.from : chip.to;
}

export const placed = (state: EditorState, cursor: number): EditorState =>
  toPlace(text => Math.max(0, Math.min(cursor, text.length)))({...state, yanked: undefined}, 0);

export const MOVES = {
  left: toPlace(boundaryBefore),
  right: toPlace(boundaryAfter),
  wordLeft: toPlace(wordStartBefore),
  wordRight: toPlace(wordEndAfter),
  lineStart: toPlace((text, cursor, chips) => lineStartIn(text, chips, cursor)),
  lineEnd: toPlace((text, cursor, chips) => lineEndIn(text, chips, cursor)),
  textStart: toPlace(() => 0),
  textEnd: toPlace(text => text.length),
  up: (state, columns) => toRow(state, columns, -1) ?? recall(state, -1),
  down: (state, columns) => toRow(state, columns, 1) ?? recall(state, 1),
} satisfies Record<string, Move>;

/** Absent if there is no row in that direction. */
function toRow(state: EditorState, columns: number, step: 1 | -1): EditorState | undefined {
  const {rows, cursorRow, cursorColumn} = rowsAround(state.text, state.cursor, columns, state.chips);
  const row = rows[cursorRow + step];
  if (row === undefined) return undefined;
  const goalColumn = state.goalColumn ?? cursorColumn;
  return {...state, cursor: placeInRow(row, goalColumn, rows[cursorRow + step + 1]), goalColumn, run: 'none'};
}

/** The last index in the row that is not right of the column. */
export function placeInRow(row: TextRow, goalColumn: number, next: TextRow | undefined): number {
  let at = row.start;
  let column = 0;
  for (const {length, columns} of row.cells) {
    if (column + columns > goalColumn) return at;
    // The index after the last character of a wrapped row belongs to the next row.
    if (at + length === row.end && next?.start === row.end) return at;
    at += length;
    column += columns;
  }
  return at;
}

/** Shows an older or newer sent line; the draft comes after the newest one. */
function recall(state: EditorState, step: 1 | -1): EditorState {
  const {history} = state;
  const index = (state.recall?.index ?? history.length) + step;
  if (index < 0 || index > history.length || (state.recall === undefined && step === 1)) return state;
  const draft = draftOf(state);
  const came = draftOriginOf(state);
  const changed = changedBy(state);
  const text = changed[index] ?? history[index] ?? draft;
  const isDraft = index === history.length;
  return {
    ...state,
    ...FRESH_TEXT,
    text,
    cursor: text.length,
    recall:
      isDraft && Object.keys(changed).length === 0 ? undefined : {index, draft: isDraft ? text : draft, came, changed},
    ...(isDraft ? came : {chips: [], paste: 'none'}),
    isContinued: false,
    refusal: '',
  };
}

/** Keeps the edited version of the history line that is left. */
function changedBy({recall: recalled, history, text}: EditorState): Readonly<Record<number, string>> {
  if (recalled === undefined) return {};
  const {index, changed} = recalled;
  const isSame = index >= history.length || history[index] === text;
  return isSame ? changed : {...changed, [index]: text};
}
