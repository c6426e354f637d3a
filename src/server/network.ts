/** Which addresses count as one place when tries are counted. */

/** An IPv4 address itself; of an IPv6 address the first 64 bits, because whoever has one of them has all. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({length: gap}, () => '0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
