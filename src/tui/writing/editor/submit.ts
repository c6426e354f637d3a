/** What Enter makes of the text: a line that goes out, or a reason why it stays. */
import {countGraphemes} from '../../../shared/text/text.ts';
import {commandLineIn} from '../../../client/input/commandLine.ts';
import {COMMANDS} from '../../../client/input/commandTable.ts';
import {sentenceOf} from '../../../shared/errors.ts';
import type {Limits} from '../../../shared/limits.ts';
import type {EditorState} from './editorState.ts';

export type Judgement = {kind: 'goes'; line: string} | {kind: 'stays'; state: EditorState};

/** A paste beyond these is put in, but Enter asks first. */
const BIG_LINES = 20;
const BIG_BYTES = 8 * 1024;

export interface Size {
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
    const continued = {text: broken, cursor: broken.length, undo: [], run: 'none', isContinued: true} as const;
    return {kind: 'stays', state: {...state, ...continued, refusal: ''}};
  }
  const refusal = lengthRefusal(text, limits);
  if (refusal !== undefined) return {kind: 'stays', state: {...state, refusal}};
  if (state.paste === 'big' && isBig(text)) return {kind: 'stays', state: {...state, paste: 'asked', refusal: ''}};
  return {kind: 'goes', line: text.replace(/\n+$/, '')};
}

/** The last word, of which a backslash at the end is a part: `C:\`, `\\server\share\`, `src\tui\`. */
const WINDOWS_PATH = /(?:^|\s)(?:\S*[^\s\\]\\+\S*[^\s\\]|\\{2}\S*[^\s\\]|["'(]?[A-Za-z]:|["'][A-Za-z]:\\[^"'\n]*)\\$/;

/** An odd number of backslashes, so that two are two. */
const isToBeContinued = (text: string): boolean =>
  (/\\+$/.exec(text)?.[0].length ?? 0) % 2 === 1 && !WINDOWS_PATH.test(text);

/** Part of the limit from which on the length is shown. */
const NEAR = 0.9;

export interface Length {
  graphemes: number;
  bytes: number;
  /** False where there are at least so many. */
  isExact: boolean;
  isOver: boolean;
  /** Near enough to the limit that a person wants to see it. */
  isNear: boolean;
}

/**
 * Nobody needs to know by how many thousands a text is too long, and counting takes time: beyond it `>` stands before the
 * number.
 */
const COUNTED_TIMES = 4;

/** Counted exactly only when the text could be near the limit. */
export function lengthOf(text: string, {messageGraphemesMax, messageBytesMax}: Limits): Length {
  const bytes = text.length * 3 < messageBytesMax * NEAR ? text.length : Buffer.byteLength(text);
  const countedMax = messageGraphemesMax * COUNTED_TIMES;
  const looked = text.slice(0, messageBytesMax * COUNTED_TIMES);
  const isFew = text.length < messageGraphemesMax * NEAR;
  const counted = isFew ? text.length : countGraphemes(looked, countedMax);
  const graphemes = Math.min(counted, countedMax);
  const isExact = counted <= countedMax && looked.length === text.length;
  const isOver = graphemes > messageGraphemesMax || bytes > messageBytesMax;
  const isNear = isOver || graphemes > messageGraphemesMax * NEAR || bytes > messageBytesMax * NEAR;
  return {graphemes, bytes, isExact, isOver, isNear};
}

/** Commands are judged by those who run them. */
export function lengthRefusal(text: string, limits: Limits): string | undefined {
  if (commandLineIn(text, COMMANDS) !== undefined) return undefined;
  const length = lengthOf(text, limits);
  return length.isOver ? sentenceOf('message-too-long', lengthDetail(length, limits)) : undefined;
}

/** Not a kept formatter: to make one at the start costs 10 ms and 5 MB of the language tables. */
const grouped = (number: number): string => number.toLocaleString('en-US');

/** `4,012/4,000`, `>16,000/4,000`, or in KiB when the bytes are what is too much. */
export function lengthDetail({graphemes, bytes, isExact}: Length, limits: Limits): string {
  const isBytes = bytes / limits.messageBytesMax > graphemes / limits.messageGraphemesMax;
  if (!isBytes) return `${isExact ? '' : '>'}${grouped(graphemes)}/${grouped(limits.messageGraphemesMax)}`;
  return `${kibibytes(bytes)}/${kibibytes(limits.messageBytesMax)} KiB`;
}

export const kibibytes = (bytes: number): string => grouped(Math.round((bytes / 1024) * 10) / 10);
