/** Decides what Enter does with the text: a line to send, or a reason to keep it. */
import {lengthDetail, messageLength} from '../../../shared/text/messageLength.ts';
import {commandLineIn} from '../../../client/input/commandLine.ts';
import {COMMANDS} from '../../../client/input/commandTable.ts';
import {sentenceOf} from '../../../shared/errors.ts';
import type {Limits} from '../../../shared/limits.ts';
import {FRESH_TEXT, type EditorState} from './editorState.ts';

export type Judgement = {kind: 'goes'; line: string} | {kind: 'stays'; state: EditorState};

/** A larger paste is inserted, but Enter asks before sending it. */
const BIG_LINES = 20;
const BIG_BYTES = 8 * 1024;

interface Size {
  lines: number;
  bytes: number;
}

export function sizeOf(text: string): Size {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return {lines, bytes: Buffer.byteLength(text)};
}

export function isBig(text: string): boolean {
  if (text.length <= BIG_LINES) return false;
  const {lines, bytes} = sizeOf(text);
  return lines > BIG_LINES || bytes > BIG_BYTES;
}

export function judge(state: EditorState, limits: Limits): Judgement {
  const text = state.isContinued && state.text.endsWith('\n') ? `${state.text.slice(0, -1)}\\` : state.text;
  if (text.trim() === '') return {kind: 'stays', state};
  if (!state.isContinued && isToBeContinued(text) && state.cursor === text.length) {
    const broken = `${text.slice(0, -1)}\n`;
    const continued = {text: broken, cursor: broken.length, isContinued: true};
    return {kind: 'stays', state: {...state, ...FRESH_TEXT, ...continued, refusal: ''}};
  }
  const refusal = lengthRefusal(text, limits);
  if (refusal !== undefined) return {kind: 'stays', state: {...state, refusal}};
  if (state.paste === 'big' && isBig(text)) return {kind: 'stays', state: {...state, paste: 'asked', refusal: ''}};
  return {kind: 'goes', line: text.slice(0, text.length - endCount(text, '\n'))};
}

/** Matches a last word that is a Windows path, to which a trailing backslash belongs: `C:\`, `\\server\share\`, `src\tui\`. */
const WINDOWS_PATH = /(?:^|\s)(?:\S*[^\s\\]\\+\S*[^\s\\]|\\{2}\S*[^\s\\]|["'(]?[A-Za-z]:|["'][A-Za-z]:\\[^"'\n]*)\\$/;

/** Only this many characters at the end of the line are checked for a path. */
const PATH_LENGTH_MAX = 1_000;

/** Whether an odd number of backslashes ends the text; an even number stands for themselves. */
const isToBeContinued = (text: string): boolean =>
  endCount(text, '\\') % 2 === 1 && !WINDOWS_PATH.test(text.slice(-PATH_LENGTH_MAX));

/** Number of times the text ends with this character; counted from the right, so that a long text is not scanned. */
function endCount(text: string, character: string): number {
  let at = text.length;
  while (at > 0 && text[at - 1] === character) at--;
  return text.length - at;
}

/** Checks the length of a message; commands check their own text. */
export function lengthRefusal(text: string, limits: Limits): string | undefined {
  if (commandLineIn(text, COMMANDS) !== undefined) return undefined;
  const length = messageLength(text, limits);
  return length.isOver ? sentenceOf('message-too-long', lengthDetail(length, limits)) : undefined;
}
