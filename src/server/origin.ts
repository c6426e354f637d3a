/** Which `Origin` may connect: no page of another site may use somebody's server behind their back. */
import {isIP} from 'node:net';

/**
 * Terminal programs send none; some libraries of other languages name the server they connect to. That is taken for an address or `localhost` only: a name could be
 * pointed at this server by the site of an attacker (DNS rebinding).
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const named = new URL(origin);
  const bare = named.hostname.replace(/^\[(.*)\]$/, '$1');
  return named.host === host && (bare === 'localhost' || isIP(bare) !== 0);
}
