/** Files and transfers in words: size, expiry, speed. */
import {DAY_MS} from '../../shared/limits.ts';
import {bundleWords, type Bundle} from '../../shared/bundle.ts';
import {sizeText, readSize} from '../../shared/text/sizeText.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';
import type {State} from '../state/state.ts';

/** Size of a file; for a bundle also the number of its files. */
export const fileSizeWords = (
  {sizeBytes, bundle}: {sizeBytes: number; bundle?: Bundle | undefined},
  separator = ', ',
): string => (bundle === undefined ? sizeText(sizeBytes) : bundleWords(bundle) + separator + sizeText(sizeBytes));

/** When the server removes a file; empty if files are kept until somebody deletes them. */
export function expiryOf({limits}: Pick<State, 'limits'>, offeredAtMs: number): {expiresAtMs?: number} {
  const {fileDays = 0} = limits;
  return fileDays === 0 ? {} : {expiresAtMs: offeredAtMs + fileDays * DAY_MS};
}

/** Until when the server keeps a file; empty if there is no limit. */
export const expiryWords = (expiresAtMs: number | undefined): string =>
  expiresAtMs === undefined ? '' : `until ${dateTimeOf(expiresAtMs)}`;

/** Minimum rate limit in bytes per second: with a lower one, a transfer would look stalled. */
const RATE_MIN = 64 * 1024;

/** Parses `2M` or `2M/s` as bytes per second; `undefined` when it is invalid or too low. */
export function readRate(typed: string): number | undefined {
  const bytes = readSize(typed.replace(/\/s$/, ''));
  return bytes === undefined || bytes < RATE_MIN ? undefined : bytes;
}

export const rateText = (bytesPerSecond: number): string => `${sizeText(bytesPerSecond)}/s`;
