/** Checks the `Origin` header, so that pages of other sites cannot use the server through a user's browser. */
import {isIP} from 'node:net';

export interface KnownNames {
  /** Names configured by the operator. */
  said: ReadonlySet<string>;
  /** Names of this machine. */
  own: ReadonlySet<string>;
}

/**
 * Terminal programs send no origin; other client libraries send the server they connect to. An IP address or `localhost` that
 * equals the requested host is the server itself. Another name is accepted only if it is known, because an attacker could point a
 * name of their own at this server (DNS rebinding), so that origin and host are equal too. A name configured by the operator is
 * always accepted, even if a proxy has changed the requested host.
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, known: KnownNames): boolean {
  if (origin === undefined) return true;
  const named = URL.parse(origin);
  if (named === null || !/^(?:https?|wss?):$/.test(named.protocol)) return false;
  const bare = bareOf(named.hostname);
  if (known.said.has(bare)) return true;
  const isItself = bare === 'localhost' || isIP(bare) !== 0 || known.own.has(bare);
  // Compares parsed URLs, because the scheme's default port may be omitted on either side.
  return isItself && URL.parse(`${named.protocol}//${host ?? ''}`)?.host === named.host;
}

const bareOf = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

/** Normalised for `isOwnOrigin`: lower case, without a trailing dot. */
export const toNames = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.map(name => bareOf(name.trim().toLowerCase())).filter(name => name !== ''));
