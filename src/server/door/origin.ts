/** Checks the `Origin` header, so that no page of another site can use a server through somebody's browser. */
import {isIP} from 'node:net';

export interface KnownNames {
  /** Configured by the operator. */
  said: ReadonlySet<string>;
  /** Names of this machine. */
  own: ReadonlySet<string>;
}

/**
 * Terminal programs send none; libraries of other languages name the server they connect to. An address or `localhost` that is
 * the one asked for is the server itself. Another name is that only when it is known: the site of an attacker could point its own
 * name at this server (DNS rebinding), and then both are equal as well. A name that the operator said stands for itself, whatever
 * a proxy has made of the host asked for.
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, known: KnownNames): boolean {
  if (origin === undefined) return true;
  const named = URL.parse(origin);
  if (named === null || !/^(?:https?|wss?):$/.test(named.protocol)) return false;
  const bare = bareOf(named.hostname);
  if (known.said.has(bare)) return true;
  const isItself = bare === 'localhost' || isIP(bare) !== 0 || known.own.has(bare);
  // A port that is the scheme's own is left out by some and named by others.
  return isItself && URL.parse(`${named.protocol}//${host ?? ''}`)?.host === named.host;
}

const bareOf = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

/** As `isOwnOrigin` takes them: in lower case, without a dot at the end. */
export const toNames = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.map(name => bareOf(name.trim().toLowerCase())).filter(name => name !== ''));
