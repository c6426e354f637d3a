/** Until when the server keeps a file, where it says so. */
import {dateTimeOf} from '../../shared/text/timeText.ts';
import {DAY_MS} from '../../shared/words/duration.ts';
import type {State} from '../state/state.ts';

/** Nothing where files are kept until somebody deletes them. */
export function expiryOf({limits}: Pick<State, 'limits'>, offeredAtMs: number): {expiresAtMs?: number} {
  const {fileDays = 0} = limits;
  return fileDays === 0 ? {} : {expiresAtMs: offeredAtMs + fileDays * DAY_MS};
}

export const expiryWords = (expiresAtMs: number | undefined): string =>
  expiresAtMs === undefined ? '' : `until ${dateTimeOf(expiresAtMs)}`;
