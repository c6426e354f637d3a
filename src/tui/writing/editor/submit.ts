/** Decides what Enter does with the text: a line to send, or a reason to keep it. */
import {lengthDetail, messageLength} from '../../../shared/text/messageLength.ts';
import {commandLineIn} from '../../../client/input/commandLine.ts';
import {COMMANDS} from '../../../client/input/commandTable.ts';
import {sentenceOf} from '../../../shared/errors.ts';
import type {Limits} from '../../../shared/limits.ts';
import {ANEW, type EditorState} from './editorState.ts';

export type Judgement = {kind: 'goes'; line: string} | {kind: 'stays'; state: EditorState};

/** A paste beyond these is put in, but Enter asks first. */
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
    return {kind: 'stays', state: {...state, ...ANEW, ...continued, refusal: ''}};
  }
  const refusal = lengthRefusal(text, limits);
  if (refusal !== undefined) return {kind: 'stays', state: {...state, refusal}};
  if (state.paste === 'big' && isBig(text)) return {kind: 'stays', state: {...state, paste: 'asked', refusal: ''}};
  return {kind: 'goes', line: text.slice(0, text.length - endCount(text, '\n'))};
}

/** The last word, of which a backslash at the end is a part: `C:\`, `\\server\share\`, `src\tui\`. */
const WINDOWS_PATH = /(?:^|\s)(?:\S*[^\s\\]\\+\S*[^\s\\]|\\{2}\S*[^\s\\]|["'(]?[A-Za-z]:|["'][A-Za-z]:\\[^"'\n]*)\\$/;

/** More of a line is not looked at. */
const PATH_LENGTH_MAX = 1_000;

/** An odd number of backslashes, so that two are two. */
const isToBeContinued = (text: string): boolean =>
  endCount(text, '\\') % 2 === 1 && !WINDOWS_PATH.test(text.slice(-PATH_LENGTH_MAX));

/** How often a text ends with this character; counted from the right, so that a long text is not read again and again. */
function endCount(text: string, character: string): number {
  let at = text.length;
  while (at > 0 && text[at - 1] === character) at--;
  return text.length - at;
}

/** Only for messages: commands check their own text. */
export function lengthRefusal(text: string, limits: Limits): string | undefined {
  if (commandLineIn(text, COMMANDS) !== undefined) return undefined;
  const length = messageLength(text, limits);
  return length.isOver ? sentenceOf('message-too-long', lengthDetail(length, limits)) : undefined;
}
