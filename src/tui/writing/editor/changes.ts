/**
 * What changes the text: typing, pasting, erasing, killing and yanking, swapping, undoing; and the one place where a change is
 * made.
 */
import type {EditorState, Splice} from './editorState.ts';
import {
  boundaryAfter,
  boundaryBefore,
  cleanInput,
  eraseStartBefore,
  lineEndOf,
  lineStartOf,
  snapForward,
  spacedStartBefore,
  wordEndAfter,
  wordStartBefore,
} from './text.ts';
import {isBig} from './submit.ts';

export type ChangeAction =
  /** Characters from the keyboard. */
  | {type: 'insert'; text: string}
  /** From the clipboard: never sends, whatever is in it. */
  | {type: 'paste'; text: string}
  | {type: 'erase'; what: 'left' | 'right'}
  /** Erased text that Ctrl+Y brings back. */
  | {type: 'kill'; what: keyof typeof KILLS}
  | {type: 'yank'}
  | {type: 'transpose'}
  | {type: 'undo'}
  /** All of the text; the cursor goes to its end. */
  | {type: 'replace'; text: string};

const UNDO_MAX = 200;

interface Edit {
  at: number;
  /** Code units that go. */
  length: number;
  text: string;
  run?: EditorState['run'];
  cursor?: number;
}

/** The text with a piece replaced; the cursor goes behind what came in. */
export function splice(state: EditorState, {at, length, text, run = 'none', cursor}: Edit): EditorState {
  if (length === 0 && text === '') return {...state, run, refusal: ''};
  const changed = state.text.slice(0, at) + text + state.text.slice(at + length);
  const step: Splice = {at, removed: state.text.slice(at, at + length), inserted: text, cursorBefore: state.cursor};
  return {
    ...state,
    text: changed,
    // What came in may join with its neighbour into one grapheme.
    cursor: snapForward(changed, cursor ?? at + text.length),
    undo: withStep(state, step, run),
    run,
    goalColumn: undefined,
    isContinued: false,
    paste: changed === '' ? 'none' : state.paste === 'asked' ? 'big' : state.paste,
    refusal: '',
  };
}

/** A word that was typed in one go is taken back in one go. */
function withStep(state: EditorState, step: Splice, run: EditorState['run']): readonly Splice[] {
  const last = state.undo.at(-1);
  const goesOn =
    run === 'typing' &&
    state.run === 'typing' &&
    last !== undefined &&
    step.removed === '' &&
    last.at + last.inserted.length === step.at &&
    !(/\s/.test(step.inserted) && /\S$/.test(last.inserted));
  if (!goesOn) return [...state.undo, step].slice(-UNDO_MAX);
  return [...state.undo.slice(0, -1), {...last, inserted: last.inserted + step.inserted}];
}

function insert(state: EditorState, text: string, run: EditorState['run']): EditorState {
  const clean = cleanInput(text);
  return clean === '' ? state : splice(state, {at: state.cursor, length: 0, text: clean, run});
}

function paste(state: EditorState, text: string): EditorState {
  const pasted = insert(state, text, 'none');
  return isBig(cleanInput(text)) ? {...pasted, paste: 'big'} : pasted;
}

/** Without bracketed paste the clipboard comes as if it were typed; line breaks in the middle give it away. */
const type = (state: EditorState, text: string): EditorState =>
  text.length > 1 && /[\r\n]/.test(text) ? paste(state, text) : insert(state, text, 'typing');

const KILLS = {
  wordLeft: ({text, cursor}: EditorState) => [wordStartBefore(text, cursor), cursor],
  wordRight: ({text, cursor}: EditorState) => [cursor, wordEndAfter(text, cursor)],
  spacedLeft: ({text, cursor}: EditorState) => [spacedStartBefore(text, cursor), cursor],
  lineLeft: ({text, cursor}: EditorState) => [lineStartOf(text, cursor), cursor],
  /** At the end of a line the line break goes. */
  lineRight({text, cursor}: EditorState) {
    const end = lineEndOf(text, cursor);
    return [cursor, end === cursor ? boundaryAfter(text, cursor) : end];
  },
} satisfies Record<string, (state: EditorState) => readonly [number, number]>;

function kill(state: EditorState, what: keyof typeof KILLS): EditorState {
  const [from, to] = KILLS[what](state);
  if (from === to) return {...state, refusal: ''};
  const piece = state.text.slice(from, to);
  const before = state.run === 'killing' ? state.killed : '';
  const killed = from < state.cursor ? piece + before : before + piece;
  return {...splice(state, {at: from, length: to - from, text: '', run: 'killing'}), killed};
}

function erase(state: EditorState, what: 'left' | 'right'): EditorState {
  const {text, cursor} = state;
  const from = what === 'left' ? eraseStartBefore(text, cursor) : cursor;
  const to = what === 'left' ? cursor : boundaryAfter(text, cursor);
  return from === to ? {...state, refusal: ''} : splice(state, {at: from, length: to - from, text: ''});
}

/** Swaps the characters around the cursor; at the end of a line the two before it. */
function transpose(state: EditorState): EditorState {
  const {text, cursor} = state;
  const middle = cursor === lineEndOf(text, cursor) ? boundaryBefore(text, cursor) : cursor;
  const start = boundaryBefore(text, middle);
  const end = boundaryAfter(text, middle);
  if (middle <= lineStartOf(text, cursor) || end === middle) return state;
  const swapped = text.slice(middle, end) + text.slice(start, middle);
  return splice(state, {at: start, length: end - start, text: swapped});
}

function undo(state: EditorState): EditorState {
  const last = state.undo.at(-1);
  if (last === undefined) return {...state, refusal: ''};
  const text = state.text.slice(0, last.at) + last.removed + state.text.slice(last.at + last.inserted.length);
  const undone = {...state, text, cursor: last.cursorBefore, undo: state.undo.slice(0, -1)};
  return {...undone, run: 'none', goalColumn: undefined, paste: text === '' ? 'none' : state.paste, refusal: ''};
}

const replaceAll = (state: EditorState, text: string): EditorState =>
  splice(state, {at: 0, length: state.text.length, text: cleanInput(text)});

type Changes = {[Action in ChangeAction as Action['type']]: (state: EditorState, action: Action) => EditorState};

export const CHANGES: Changes = {
  insert: (state, {text}) => type(state, text),
  paste: (state, {text}) => paste(state, text),
  erase: (state, {what}) => erase(state, what),
  kill: (state, {what}) => kill(state, what),
  yank: state => insert(state, state.killed, 'none'),
  transpose,
  undo,
  replace: (state, {text}) => replaceAll(state, text),
};
