/** Speeds of transfers as people type and read them. */
import {readSize, sizeText} from '../../shared/text/sizeText.ts';

/** Bytes a second; below it a transfer would be taken for one that stands still. */
const RATE_MIN = 64 * 1024;

/** `2M` or `2M/s` as bytes a second; `undefined` where it is none, or too slow. */
export function readRate(typed: string): number | undefined {
  const bytes = readSize(typed.replace(/\/s$/, ''));
  return bytes === undefined || bytes < RATE_MIN ? undefined : bytes;
}

export const rateText = (bytesPerSecond: number): string => `${sizeText(bytesPerSecond)}/s`;
