/** The network prefix by which an address is counted for limits, and counters per network. */

/** The IPv4 address itself, or the /64 of an IPv6 address, since providers assign those as a whole. */
export function networkPrefixOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({length: gap}, () => '0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** A counter per network; zeros are not stored. */
export interface NetworkCounts {
  at(address: string): number;
  change(address: string, step: 1 | -1): void;
}

export function countByNetwork(): NetworkCounts {
  const counts = new Map<string, number>();
  return {
    at: address => counts.get(networkPrefixOf(address)) ?? 0,
    change(address, step) {
      const network = networkPrefixOf(address);
      const count = (counts.get(network) ?? 0) + step;
      if (count > 0) counts.set(network, count);
      else counts.delete(network);
    },
  };
}
