/** Checks whether the server name in a signature is this server: the fingerprint of its key, or one of its addresses. */
import {isLoopbackHost, parseAddress} from '../../shared/address.ts';
import type {ServerSettings} from '../settings.ts';

interface Own {
  settings: Pick<ServerSettings, 'publicUrl' | 'names'>;
  url: string;
  fingerprint: string | undefined;
  link: string;
  hostNames: readonly string[] | undefined;
}

export function isOwnName(named: string, {settings, url, fingerprint, link, hostNames = []}: Own): boolean {
  if (named === fingerprint) return true;
  const {publicUrl, names = []} = settings;
  const meant = urlOf(named);
  if (meant === undefined) return false;
  const own = [publicUrl, url, link].flatMap(one =>
    one === undefined || one === '' ? [] : [parseAddress(one).serverUrl],
  );
  if (own.includes(named)) return true;
  const here = new URL(url);
  if (meant.protocol !== here.protocol || portOf(meant) !== portOf(here)) return false;
  return isLoopbackHost(meant.hostname) || [...names, ...hostNames].includes(meant.hostname);
}

const urlOf = (text: string): URL | undefined => URL.parse(text) ?? undefined;
const portOf = ({port, protocol}: URL): string => port || (protocol === 'https:' ? '443' : '80');
