/** Program tokens as rows of a table. */
import type {ProgramToken} from '../../../shared/model.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';

/** Foreign parts not yet passed through `display()`. */
export const tokenCells = (tokens: readonly ProgramToken[]): (string | number)[][] =>
  tokens.map(({number, name, rights, rooms, expiresAtMs, lastUsedAtMs, address, connections}) => [
    number,
    name,
    rights.join(' '),
    rooms?.join(' ') ?? 'all rooms',
    `until ${dateTimeOf(expiresAtMs)}`,
    connections > 0 ? 'connected' : address === '' ? 'never used' : `used ${dateTimeOf(lastUsedAtMs)}`,
    address,
  ]);

export const madeTokenWords = (number: number, expiresAtMs: number): string =>
  `Token ${number} is good until ${dateTimeOf(expiresAtMs)}. It is shown this once: keep it in a file that ` +
  'only its program can read, for CHAT_TUI_TOKEN_FILE.';

/** One line, for whoever uses it. */
export const grantWords = ({
  rights,
  rooms,
  expiresAtMs,
}: Pick<ProgramToken, 'rights' | 'rooms' | 'expiresAtMs'>): string =>
  `a token: ${rights.join(' ')} · ` +
  `${rooms === undefined ? 'all rooms' : rooms.length === 0 ? 'no room that is left' : rooms.join(' ')} · ` +
  `until ${dateTimeOf(expiresAtMs)}`;
