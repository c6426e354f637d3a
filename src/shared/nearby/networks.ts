/** The networks of this machine, each with this machine's addresses. */
import {BlockList, isIP} from 'node:net';
import {networkInterfaces, type NetworkInterfaceInfo} from 'node:os';

export interface OwnNetwork {
  /** Name of the interface. */
  device: string;
  family: 'IPv4' | 'IPv6';
  /** Addresses of this machine on the network; at least one. */
  addresses: readonly string[];
  /** Whether an address is on this network. */
  isHere(address: string): boolean;
}

/** Maximum number of networks: containers and tunnels may create many interfaces. */
const NETWORKS_MAX = 16;

/** @returns one per interface and address family, without loopback */
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
 * The networks on which to announce somebody who is reached at `host`; absent: all. A network with IPv4 gets the announcement
 * only once, not by IPv6 as well.
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
