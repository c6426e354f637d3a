/** Tab completion: the common prefix first, then one candidate after the other; Esc restores what was typed. */
import type {Candidates, EditorState} from './editorState.ts';
import {splice} from './changes.ts';

export function takeCandidates(state: EditorState, {forText, forCursor, from, to, words}: Candidates): EditorState {
  if (state.text !== forText || state.cursor !== forCursor || words.length === 0) return state;
  const [only] = words;
  if (words.length === 1 && only !== undefined) {
    return {
      ...splice(state, {at: from, length: to - from, text: withSpace(only, state.text, to)}),
      completion: undefined,
    };
  }
  const common = commonStart(words);
  const typed = state.text.slice(from, to);
  const text = common.toLowerCase().startsWith(typed.toLowerCase()) && common.length > typed.length ? common : typed;
  const filled = text === typed ? {...state, cursor: to} : splice(state, {at: from, length: to - from, text});
  return {...filled, completion: {from, to: from + text.length, words, typed, index: -1, before: state}};
}

export function cycleCompletion(state: EditorState, step: 1 | -1): EditorState {
  const {completion} = state;
  if (completion === undefined) return state;
  const {from, to, words, typed, index, before} = completion;
  const next = index === -1 && step === -1 ? words.length - 1 : (index + step + words.length) % words.length;
  const word = words[next] ?? '';
  // All steps of one completion count as one change for undo.
  const base = {...state, undo: before.undo};
  const shown = splice(base, {at: from, length: to - from, text: word});
  const {cursor: cursorBefore, chips: chipsBefore} = before;
  const step1 = {at: from, removed: typed, inserted: word, cursorBefore, chipsBefore};
  return {...shown, undo: [...before.undo, step1], completion: {...completion, to: from + word.length, index: next}};
}

export const withoutCompletion = (state: EditorState): EditorState => state.completion?.before ?? state;

/** A word is suggested only if it is the only candidate. */
export function suggest(state: EditorState, {forText, forCursor, from, to, words}: Candidates): EditorState {
  if (state.text !== forText || state.cursor !== forCursor) return state;
  return {...state, suggestion: words.length === 1 ? {forText, forCursor, from, to, words} : undefined};
}

/** The suggested rest of the word, while the text is the one for which it was requested. */
export function ghostOf({text, cursor, suggestion, completion}: EditorState): string | undefined {
  if (suggestion === undefined || completion !== undefined || cursor !== text.length) return undefined;
  if (suggestion.forText !== text || suggestion.forCursor !== cursor || suggestion.to !== cursor) return undefined;
  const typed = text.slice(suggestion.from, cursor);
  const [word = ''] = suggestion.words;
  if (typed === '' || word === typed) return undefined;
  return word.toLowerCase().startsWith(typed.toLowerCase()) ? word.slice(typed.length) : ` → ${word}`;
}

/** A complete word is followed by a space; a folder is not complete. */
function withSpace(word: string, text: string, at: number): string {
  return word.endsWith('/') || word.endsWith(' ') || text.charAt(at) === ' ' ? word : `${word} `;
}

/** The common prefix; case is ignored, and the spelling of the first candidate is used. */
export function commonStart(words: readonly string[]): string {
  const [first = '', ...others] = words;
  let length = first.length;
  for (const word of others) {
    let at = 0;
    while (at < length && word.charAt(at).toLowerCase() === first.charAt(at).toLowerCase()) at++;
    length = at;
  }
  const end = first.charCodeAt(length - 1);
  return first.slice(0, end >= 0xd800 && end <= 0xdbff ? length - 1 : length);
}
