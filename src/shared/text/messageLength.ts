/** Length of a message compared with the server's limits, in grapheme clusters and in bytes; both hold. */
import type {Limits} from '../limits.ts';
import {grouped} from './figures.ts';
import {countGraphemes} from './safeText.ts';

type MessageLimits = Pick<Limits, 'messageGraphemesMax' | 'messageBytesMax'>;

export interface MessageLength {
  graphemes: number;
  /** UTF-8. */
  bytes: number;
  /** False where there are more graphemes than were counted. */
  isExact: boolean;
  isOver: boolean;
  /** Near enough to a limit, or over it, that a person wants to see it. */
  isNear: boolean;
}

/** Part of the limit from which on the length is shown. */
const NEAR = 0.9;

/** Nobody needs to know by how many thousands a text is too long, and counting takes time. */
const COUNTED_TIMES = 4;

/** Bytes first: they bound the work of counting. */
export function fitsMessage(text: string, {messageGraphemesMax, messageBytesMax}: MessageLimits): boolean {
  // No code unit makes more than three bytes.
  if (text.length * 3 > messageBytesMax && Buffer.byteLength(text) > messageBytesMax) return false;
  return text.length <= messageGraphemesMax || countGraphemes(text, messageGraphemesMax) <= messageGraphemesMax;
}

/**
 * Counted exactly only where the text could be near a limit.
 * @param countedTimes of the limit: so far graphemes are counted
 */
export function messageLength(text: string, limits: MessageLimits, countedTimes = COUNTED_TIMES): MessageLength {
  const {messageGraphemesMax, messageBytesMax} = limits;
  const bytes = text.length * 3 < messageBytesMax * NEAR ? text.length : Buffer.byteLength(text);
  const countedMax = messageGraphemesMax * countedTimes;
  const looked = text.slice(0, messageBytesMax * countedTimes);
  const isFew = text.length < messageGraphemesMax * NEAR;
  const counted = isFew ? text.length : countGraphemes(looked, countedMax);
  const graphemes = Math.min(counted, countedMax);
  const isExact = counted <= countedMax && looked.length === text.length;
  const isOver = counted > messageGraphemesMax || bytes > messageBytesMax;
  const isNear = isOver || graphemes > messageGraphemesMax * NEAR || bytes > messageBytesMax * NEAR;
  return {graphemes, bytes, isExact, isOver, isNear};
}

/** What is too much, or nearest to it: how much of it there is, of how much, and of what. */
function figuresOf(length: MessageLength, limits: MessageLimits): readonly [has: string, most: string, unit: string] {
  const {graphemes, bytes} = length;
  const {messageGraphemesMax, messageBytesMax} = limits;
  return bytes / messageBytesMax > graphemes / messageGraphemesMax
    ? [kibibytes(bytes), kibibytes(messageBytesMax), 'KiB']
    : [grouped(graphemes), grouped(messageGraphemesMax), 'characters'];
}

/** For a sentence: `4,012 of 4,000 characters`, `more than 16,000 of 4,000 characters`, `70.2 of 64 KiB`. */
export function lengthDetail(length: MessageLength, limits: MessageLimits): string {
  const [has, most, unit] = figuresOf(length, limits);
  return `${isInexact(length, unit) ? 'more than ' : ''}${has} of ${most} ${unit}`;
}

/** The same beside what is being written: `4,012/4,000`, `>16,000/4,000`, `70.2/64 KiB`. */
export function lengthCount(length: MessageLength, limits: MessageLimits): string {
  const [has, most, unit] = figuresOf(length, limits);
  return `${isInexact(length, unit) ? '>' : ''}${has}/${most}${unit === 'KiB' ? ' KiB' : ''}`;
}

/** Bytes are always counted to the end where they matter. */
const isInexact = ({isExact}: MessageLength, unit: string): boolean => !isExact && unit !== 'KiB';

/** One digit behind the point. */
export const kibibytes = (bytes: number): string => grouped(Math.round((bytes / 1024) * 10) / 10);
