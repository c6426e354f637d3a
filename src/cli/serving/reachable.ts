/** Under which address a server that listens everywhere is reached: from this machine, and from outside. */
import {networkInterfaces} from 'node:os';

const EVERYWHERE = /^(http:\/\/)(0\.0\.0\.0|\[::\])(?=[:/])/;

export const reachableFromHere = (url: string): string => url.replace(EVERYWHERE, '$1127.0.0.1');

/** The first address that is not only this machine's. */
export function reachableFromOutside(url: string): string {
  const addresses = Object.values(networkInterfaces()).flatMap(found => found ?? []);
  const outside = addresses.find(({family, internal}) => family === 'IPv4' && !internal);
  return url.replace(EVERYWHERE, `$1${outside?.address ?? '127.0.0.1'}`);
}
