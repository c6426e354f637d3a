/** The networks of this machine, each with this machine's addresses. */
import {BlockList, isIP} from 'node:net';
import {networkInterfaces, type NetworkInterfaceInfo} from 'node:os';

export interface OwnNetwork {
  /** Name of the interface. */
  device: string;
  family: 'IPv4' | 'IPv6';
  /** Of this machine; at least one. */
  addresses: readonly string[];
  /** Whether an address belongs to somebody on this network. */
  isHere(address: string): boolean;
}

/** Containers and tunnels make interfaces without end. */
const NETWORKS_MAX = 16;

/** @returns one for each interface and family, without the machine's own loopback */
export function ownNetworks(): OwnNetwork[] {
  return Object.entries(networkInterfaces())
    .flatMap(([device, found = []]) => {
      const outer = found.filter(({internal}) => !internal);
      return (['IPv4', 'IPv6'] as const).map(family => networkOf(device, outer, family));
    })
    .filter(network => network !== undefined)
    .slice(0, NETWORKS_MAX);
}

/**
 * On which of them somebody is announced who is reached at `host`; absent: everywhere. Whoever is on a network by IPv4 is told
 * there once, and not by IPv6 as well.
 */
export function announcedOn(host: string | undefined, all: readonly OwnNetwork[] = ownNetworks()): OwnNetwork[] {
  if (host !== undefined && isIP(host) !== 0 && !/^(?:0\.0\.0\.0|::)$/.test(host))
    return all.flatMap(one => (one.addresses.includes(host) ? [{...one, addresses: [host]}] : []));
  const old = all.filter(({family}) => family === 'IPv4');
  const others = host === '0.0.0.0' ? [] : all.filter(one => old.every(({device}) => device !== one.device));
  return [...old, ...others];
}

/** `undefined` where the interface has no address of this family. */
export function networkOf(
  device: string,
  found: readonly NetworkInterfaceInfo[],
  family: OwnNetwork['family'],
): OwnNetwork | undefined {
  const own = found.filter(one => one.family === family);
  if (own.length === 0) return undefined;
  const list = new BlockList();
  for (const {cidr} of own) {
    const [address = '', bits = ''] = cidr?.split('/') ?? [];
    if (bits !== '') list.addSubnet(address, Number(bits), family === 'IPv4' ? 'ipv4' : 'ipv6');
  }
  return {
    device,
    family,
    addresses: own.map(({address}) => address),
    isHere(address) {
      const bare = address.replace(/%.*$/, '');
      return isIP(bare) === (family === 'IPv4' ? 4 : 6) && list.check(bare, family === 'IPv4' ? 'ipv4' : 'ipv6');
    },
  };
}
