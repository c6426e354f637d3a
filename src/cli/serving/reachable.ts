/** Addresses of a server that listens on all interfaces, as reached from this machine and from outside. */
import {readFileSync} from 'node:fs';
import {networkInterfaces, type NetworkInterfaceInfo} from 'node:os';
import {urlOf} from '../../shared/address.ts';

const EVERYWHERE = /^(https?):\/\/(0\.0\.0\.0|\[::\])(?::(\d+))?(?=\/|$)/;

export const reachableFromHere = (url: string): string => withHost(url, () => '127.0.0.1');

/** The URL with the address of the interface that has the default route; the loopback address if there is no network. */
export const reachableFromOutside = (url: string, network: Network = readNetwork()): string =>
  withHost(url, any => outsideAddress(any === '[::]', network) ?? '127.0.0.1');

function withHost(url: string, hostOf: (any: string) => string): string {
  return url.replace(EVERYWHERE, (_, scheme: 'http' | 'https', any: string, port: string | undefined) =>
    urlOf(hostOf(any), Number(port ?? (scheme === 'https' ? 443 : 80)), scheme),
  );
}

/** `0.0.0.0` means all interfaces, so it becomes `::` on a machine with IPv6 only. */
export function listenHost(host: string, {interfaces}: Network = readNetwork()): string {
  const all = Object.values(interfaces).flatMap(found => found ?? []);
  const has = (family: string) => all.some(one => one.family === family && !one.internal && !isLinkLocal(one.address));
  return host === '0.0.0.0' && !has('IPv4') && has('IPv6') ? '::' : host;
}

/** All own addresses, for the certificate. */
export const ownAddresses = ({interfaces}: Network = readNetwork()): string[] =>
  Object.values(interfaces)
    .flatMap(found => found ?? [])
    .filter(one => !isLinkLocal(one.address))
    .map(one => one.address);

export interface Network {
  interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
  /** Name of the interface with the default route, by family; absent if there is none or it is unknown. */
  defaults: {IPv4?: string; IPv6?: string};
}

/** Prefers IPv4, which is more common; a server on `0.0.0.0` is reachable only by IPv4. */
function outsideAddress(takesIPv6: boolean, {interfaces, defaults}: Network): string | undefined {
  const families = takesIPv6 ? (['IPv4', 'IPv6'] as const) : (['IPv4'] as const);
  for (const family of families) {
    const isMeant = (one: NetworkInterfaceInfo) => one.family === family && !one.internal && !isLinkLocal(one.address);
    const own = interfaces[defaults[family] ?? '']?.find(isMeant);
    const found =
      own ??
      Object.values(interfaces)
        .flatMap(all => all ?? [])
        .find(isMeant);
    if (found !== undefined) return found.address;
  }
  return undefined;
}

/** Link-local addresses are meaningless without an interface, or were self-assigned. */
const isLinkLocal = (address: string): boolean => /^(?:fe[89ab][0-9a-f]:|169\.254\.)/i.test(address);

const readNetwork = (): Network => ({
  interfaces: networkInterfaces(),
  defaults: {
    ...defaultOf('IPv4', '/proc/net/route', isDefaultIPv4),
    ...defaultOf('IPv6', '/proc/net/ipv6_route', isDefaultIPv6),
  },
});

/** Columns: `Iface Destination Gateway Flags … Mask`; `00000000` is the default route. */
const isDefaultIPv4 = ([, destination, , , , , , mask]: string[]): boolean =>
  destination === '00000000' && mask === '00000000';
/** Columns: `destination length … Iface`. The loopback interface has such a row too, meaning unreachable. */
const isDefaultIPv6 = ([destination = '', length, , , , , , , , name]: string[]): boolean =>
  /^0+$/.test(destination) && length === '00' && name !== 'lo';

/** Reads the default route from Linux's `/proc`. */
function defaultOf(family: 'IPv4' | 'IPv6', path: string, isDefault: (row: string[]) => boolean): Network['defaults'] {
  try {
    const rows = readFileSync(path, 'utf8')
      .split('\n')
      .map(line => line.trim().split(/\s+/));
    const row = rows.find(isDefault);
    const name = family === 'IPv4' ? row?.[0] : row?.at(-1);
    return name === undefined ? {} : {[family]: name};
  } catch {
    return {};
  }
}
