/** Compares the length of a message with the server's limits, in grapheme clusters and in bytes; both must be kept. */
import type {Limits} from '../limits.ts';
import {grouped} from './figures.ts';
import {countGraphemes} from './safeText.ts';

type MessageLimits = Pick<Limits, 'messageGraphemesMax' | 'messageBytesMax'>;

export interface MessageLength {
  graphemes: number;
  /** Bytes of UTF-8. */
  bytes: number;
  /** False when the text has more graphemes than were counted. */
  isExact: boolean;
  isOver: boolean;
  /** True when the length is near or over a limit, and is shown to the person. */
  isNear: boolean;
}

/** Share of a limit from which on the length is shown. */
const NEAR = 0.9;

/** Counting stops at this multiple of the limit: it takes time, and the exact excess does not matter. */
const COUNTED_TIMES = 4;

/** Whether a text is within the limits. Bytes are checked first, because that bounds the work of counting. */
export function fitsMessage(text: string, {messageGraphemesMax, messageBytesMax}: MessageLimits): boolean {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  if (text.length * 3 > messageBytesMax && Buffer.byteLength(text) > messageBytesMax) return false;
  return text.length <= messageGraphemesMax || countGraphemes(text, messageGraphemesMax) <= messageGraphemesMax;
}

/**
 * The length of a text; exact only if it could be near a limit.
 * @param countedTimes multiple of the limit at which counting stops
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

/** The figures of the limit that is exceeded, or nearest: the length, the limit, and the unit. */
function figuresOf(length: MessageLength, limits: MessageLimits): readonly [has: string, most: string, unit: string] {
  const {graphemes, bytes} = length;
  const {messageGraphemesMax, messageBytesMax} = limits;
  return bytes / messageBytesMax > graphemes / messageGraphemesMax
    ? [kibibytes(bytes), kibibytes(messageBytesMax), 'KiB']
    : [grouped(graphemes), grouped(messageGraphemesMax), 'characters'];
}

/** The length for a sentence: `4,012 of 4,000 characters`, `more than 16,000 of 4,000 characters`, `70.2 of 64 KiB`. */
export function lengthDetail(length: MessageLength, limits: MessageLimits): string {
  const [has, most, unit] = figuresOf(length, limits);
  return `${isInexact(length, unit) ? 'more than ' : ''}${has} of ${most} ${unit}`;
}

/** The same, shorter, for the composer: `4,012/4,000`, `>16,000/4,000`, `70.2/64 KiB`. */
export function lengthCount(length: MessageLength, limits: MessageLimits): string {
  const [has, most, unit] = figuresOf(length, limits);
  return `${isInexact(length, unit) ? '>' : ''}${has}/${most}${unit === 'KiB' ? ' KiB' : ''}`;
}

/** Whether the shown number is only a lower bound; bytes are always exact. */
const isInexact = ({isExact}: MessageLength, unit: string): boolean => !isExact && unit !== 'KiB';

/** KiB with one decimal. */
export const kibibytes = (bytes: number): string => grouped(Math.round((bytes / 1024) * 10) / 10);
