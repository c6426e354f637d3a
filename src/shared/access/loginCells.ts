/** Logins and tokens as table cells, for their owner and for admins. */
import {dateTimeOf} from '../text/figures.ts';

// Contains text from others, not yet passed through `display()`.

interface Used {
  /** Address of the last use. Empty before the first, and for logins that older servers stored without one. */
  address: string;
  lastUsedAtMs: number;
  /** Number of open connections. */
  connections: number;
  /** Present for tokens, which begin unused; any other login was used when it was made. */
  expiresAtMs?: number | undefined;
}

export function lastUseWords({address, lastUsedAtMs, connections, expiresAtMs}: Used): string {
  if (connections > 0) return 'connected';
  return address === '' && expiresAtMs !== undefined ? 'never used' : `used ${dateTimeOf(lastUsedAtMs)}`;
}

/** The name of a login or token; only a token has an expiry. */
export const deviceLabel = ({
  deviceName,
  expiresAtMs,
}: {
  deviceName: string;
  expiresAtMs?: number | undefined;
}): string => (expiresAtMs !== undefined ? `token ${deviceName}` : deviceName === '' ? '(unnamed)' : deviceName);

interface Token extends Used {
  number: number;
  name: string;
  rights: readonly string[];
  rooms?: readonly string[] | undefined;
  expiresAtMs: number;
}

/** Number, name, rights, rooms, expiry, last use, address. */
export const tokenCells = (token: Token): (string | number)[] => [
  token.number,
  token.name,
  token.rights.join(' '),
  token.rooms?.join(' ') ?? 'all rooms',
  `until ${dateTimeOf(token.expiresAtMs)}`,
  lastUseWords(token),
  token.address,
];
