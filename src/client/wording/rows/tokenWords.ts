/** Program tokens in words. */
import type {ProgramToken} from '../../../shared/model.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';

export const madeTokenWords = (number: number, expiresAtMs: number): string =>
  `Token ${number} is good until ${dateTimeOf(expiresAtMs)}. It is shown this once: keep it in a file that ` +
  'only its program can read, for CHAT_TUI_TOKEN_FILE.';

/** The rights of the token in one line, for its user. */
export const grantWords = ({
  rights,
  rooms,
  expiresAtMs,
}: Pick<ProgramToken, 'rights' | 'rooms' | 'expiresAtMs'>): string =>
  `a token: ${rights.join(' ')} · ` +
  `${rooms === undefined ? 'all rooms' : rooms.length === 0 ? 'no room that is left' : rooms.join(' ')} · ` +
  `until ${dateTimeOf(expiresAtMs)}`;
