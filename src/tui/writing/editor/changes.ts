/** Editing actions that change the text: insert, paste, erase, kill and yank, transpose, undo. */
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
import {chipAround, chipsAfter, lineEndIn, lineStartIn, opened, intactChips, withChip} from './chips.ts';
import {isBig} from './submit.ts';

export type ChangeAction =
  /** Text typed on the keyboard. */
  | {type: 'insert'; text: string}
  /** Text from the clipboard, which never triggers sending. */
  | {type: 'paste'; text: string}
  | {type: 'erase'; what: 'left' | 'right'}
  /** Erases text that yanking can bring back. */
  | {type: 'kill'; what: keyof typeof KILLS}
  | {type: 'yank'}
  /** Replaces the text yanked last by the one killed before it. */
  | {type: 'yankOlder'}
  | {type: 'transpose'; what: 'characters' | 'words'}
  /** Changes the case from the cursor to the end of the word. */
  | {type: 'recase'; to: keyof typeof CASES}
  /** Shows a folded paste in full. */
  | {type: 'openPaste'}
  | {type: 'undo'}
  | {type: 'redo'}
  /** Replaces the whole text; the cursor goes to its end. */
  | {type: 'replace'; text: string};

const UNDO_MAX = 200;

interface Edit {
  at: number;
  /** Code units to be removed. */
  length: number;
  text: string;
  run?: EditorState['run'];
  cursor?: number;
}

/** Replaces a part of the text; the cursor goes after the inserted text. */
export function splice(state: EditorState, {at, length, text, run = 'none', cursor}: Edit): EditorState {
  if (length === 0 && text === '') return {...state, run, yanked: undefined, refusal: ''};
  const changed = state.text.slice(0, at) + text + state.text.slice(at + length);
  const step: Splice = {
    at,
    removed: state.text.slice(at, at + length),
    inserted: text,
    cursorBefore: state.cursor,
    chipsBefore: state.chips,
  };
  return {
    ...state,
    text: changed,
    // Inserted text may form one grapheme with its neighbours.
    cursor: snapForward(changed, cursor ?? at + text.length),
    chips: intactChips(chipsAfter(state.chips, {at, length, inserted: text.length}), changed),
    undo: withStep(state, step, run),
    undone: [],
    yanked: undefined,
    run,
    goalColumn: undefined,
    isContinued: false,
    paste: changed === '' ? 'none' : state.paste === 'asked' ? 'big' : state.paste,
    refusal: '',
  };
}

/** Adds an undo step; successive typing in one word is merged into one step. */
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
  const length = pasted.text.length - state.text.length;
  if (length <= 0) return pasted;
  const chips = withChip(pasted.chips, pasted.text, {from: state.cursor, to: state.cursor + length});
  return {...pasted, chips, ...pasteOf(cleanInput(text))};
}

/** After a large insertion, even by yank or undo, Enter asks first. */
const pasteOf = (text: string): Partial<Pick<EditorState, 'paste'>> => (isBig(text) ? {paste: 'big'} : {});

/** Without bracketed paste, pasted text arrives as if typed; line breaks in the middle reveal it. */
const type = (state: EditorState, text: string): EditorState =>
  text.length > 1 && /[\r\n]/.test(text) ? paste(state, text) : insert(state, text, 'typing');

const KILLS = {
  wordLeft: ({text, cursor}: EditorState) => [wordStartBefore(text, cursor), cursor],
  wordRight: ({text, cursor}: EditorState) => [cursor, wordEndAfter(text, cursor)],
  spacedLeft: ({text, cursor}: EditorState) => [spacedStartBefore(text, cursor), cursor],
  line: ({text, cursor, chips}: EditorState) => [lineStartIn(text, chips, cursor), lineEndIn(text, chips, cursor)],
  lineLeft: ({text, cursor, chips}: EditorState) => [lineStartIn(text, chips, cursor), cursor],
  /** At the end of a line, the line break is deleted. */
  lineRight({text, cursor, chips}: EditorState) {
    const end = lineEndIn(text, chips, cursor);
    return [cursor, end === cursor ? boundaryAfter(text, cursor) : end];
  },
} satisfies Record<string, (state: EditorState) => readonly [number, number]>;

/** Extends a range so that a folded paste is erased as a whole. */
const whole = ({chips}: EditorState, [from, to]: readonly number[]): readonly [number, number] => [
  chipAround(chips, from ?? 0)?.from ?? from ?? 0,
  chipAround(chips, to ?? 0)?.to ?? to ?? 0,
];

function kill(state: EditorState, what: keyof typeof KILLS): EditorState {
  const [from, to] = whole(state, KILLS[what](state));
  if (from === to) return {...state, refusal: ''};
  const piece = state.text.slice(from, to);
  // Successive kills form one piece.
  const goesOn = state.run === 'killing';
  const before = goesOn ? (state.killed.at(-1) ?? '') : '';
  const joined = from < state.cursor ? piece + before : before + piece;
  const killed = withKilled(goesOn ? state.killed.slice(0, -1) : state.killed, joined);
  return {...splice(state, {at: from, length: to - from, text: '', run: 'killing'}), killed};
}

const KILLED_MAX = 32;

export const withKilled = (killed: readonly string[], piece: string): readonly string[] =>
  [...killed, piece].slice(-KILLED_MAX);

function yank(state: EditorState, index = 0): EditorState {
  const text = cleanInput(state.killed.at(-1 - index) ?? '');
  if (text === '') return state;
  const from = state.cursor;
  const put = splice(state, {at: from, length: 0, text});
  return {...put, ...pasteOf(text), yanked: {index, from, to: from + text.length}};
}

function yankOlder(state: EditorState): EditorState {
  const {yanked, killed} = state;
  if (yanked === undefined || killed.length === 0) return {...state, refusal: ''};
  const {from, to} = yanked;
  const index = (yanked.index + 1) % killed.length;
  const text = cleanInput(killed.at(-1 - index) ?? '');
  const put = splice(state, {at: from, length: to - from, text});
  return {...put, ...pasteOf(text), yanked: {index, from, to: from + text.length}};
}

const CASES = {
  upper: (word: string) => word.toUpperCase(),
  lower: (word: string) => word.toLowerCase(),
  capital: (word: string) => word.toLowerCase().replace(/\p{L}/u, letter => letter.toUpperCase()),
} satisfies Record<string, (word: string) => string>;

function recase(state: EditorState, to: keyof typeof CASES): EditorState {
  const {text, cursor} = state;
  const end = wordEndAfter(text, cursor);
  return splice(state, {at: cursor, length: end - cursor, text: CASES[to](text.slice(cursor, end))});
}

/** Swaps the word at or before the cursor with the one before it; the cursor goes after both. */
function transposeWords(state: EditorState): EditorState {
  const {text, cursor} = state;
  const ahead = wordEndAfter(text, cursor);
  const secondStart = wordStartBefore(text, ahead);
  const secondEnd = wordEndAfter(text, secondStart);
  const firstStart = wordStartBefore(text, secondStart);
  const firstEnd = wordEndAfter(text, firstStart);
  if (firstEnd > secondStart || firstStart === secondStart || secondEnd <= secondStart) return state;
  const swapped =
    text.slice(secondStart, secondEnd) + text.slice(firstEnd, secondStart) + text.slice(firstStart, firstEnd);
  return splice(state, {at: firstStart, length: secondEnd - firstStart, text: swapped});
}

function erase(state: EditorState, what: 'left' | 'right'): EditorState {
  const {text, cursor} = state;
  const [from, to] = whole(
    state,
    what === 'left' ? [eraseStartBefore(text, cursor), cursor] : [cursor, boundaryAfter(text, cursor)],
  );
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
  const undone = {...state, text, cursor: last.cursorBefore, undo: state.undo.slice(0, -1), chips: last.chipsBefore};
  return {
    ...undone,
    undone: [...state.undone, last],
    yanked: undefined,
    run: 'none',
    goalColumn: undefined,
    paste: text === '' ? 'none' : state.paste,
    ...pasteOf(last.removed),
    refusal: '',
  };
}

function redo(state: EditorState): EditorState {
  const last = state.undone.at(-1);
  if (last === undefined) return {...state, refusal: ''};
  const {at, removed, inserted} = last;
  const again = splice({...state, run: 'none'}, {at, length: removed.length, text: inserted});
  return {...again, ...pasteOf(inserted), undone: state.undone.slice(0, -1)};
}

const replaceAll = (state: EditorState, text: string): EditorState =>
  splice(state, {at: 0, length: state.text.length, text: cleanInput(text)});

type Changes = {[Action in ChangeAction as Action['type']]: (state: EditorState, action: Action) => EditorState};

export const CHANGES: Changes = {
  insert: (state, {text}) => type(state, text),
  paste: (state, {text}) => paste(state, text),
  erase: (state, {what}) => erase(state, what),
  kill: (state, {what}) => kill(state, what),
  yank: state => yank(state),
  yankOlder,
  transpose: (state, {what}) => (what === 'words' ? transposeWords(state) : transpose(state)),
  recase: (state, {to}) => recase(state, to),
  openPaste: state => ({...state, chips: opened(state.chips, state.cursor), run: 'none'}),
  undo,
  redo,
  replace: (state, {text}) => replaceAll(state, text),
};
