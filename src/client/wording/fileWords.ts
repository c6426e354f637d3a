/** Files and transfers in words: size, expiry, speed. */
import {DAY_MS} from '../../shared/limits.ts';
import {bundleWords, type Bundle} from '../../shared/bundle.ts';
import {sizeText, readSize} from '../../shared/text/sizeText.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';
import type {State} from '../state/state.ts';

/** How large a file is; of several in one offer also how many they are. */
export const fileSizeWords = (
  {sizeBytes, bundle}: {sizeBytes: number; bundle?: Bundle | undefined},
  separator = ', ',
): string => (bundle === undefined ? sizeText(sizeBytes) : bundleWords(bundle) + separator + sizeText(sizeBytes));

/** Nothing where files are kept until somebody deletes them. */
export function expiryOf({limits}: Pick<State, 'limits'>, offeredAtMs: number): {expiresAtMs?: number} {
  const {fileDays = 0} = limits;
  return fileDays === 0 ? {} : {expiresAtMs: offeredAtMs + fileDays * DAY_MS};
}

/** Until when the server keeps a file, where it says so. */
export const expiryWords = (expiresAtMs: number | undefined): string =>
  expiresAtMs === undefined ? '' : `until ${dateTimeOf(expiresAtMs)}`;

/** Bytes a second; below it a transfer would be taken for one that stands still. */
const RATE_MIN = 64 * 1024;

/** `2M` or `2M/s` as bytes a second; `undefined` where it is none, or too slow. */
export function readRate(typed: string): number | undefined {
  const bytes = readSize(typed.replace(/\/s$/, ''));
  return bytes === undefined || bytes < RATE_MIN ? undefined : bytes;
}

export const rateText = (bytesPerSecond: number): string => `${sizeText(bytesPerSecond)}/s`;
