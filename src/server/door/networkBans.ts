/** Bans of addresses and networks: parses and normalises them, and tells whether an address is banned now. */
import {BlockList, isIP, isIPv6} from 'node:net';
import {durationText} from '../../shared/words/duration.ts';
import {ChatError} from '../../shared/errors.ts';
import {FOR_EVER_MS} from '../../shared/limits.ts';

export interface Network {
  address: string;
  bits: number;
  family: 'ipv4' | 'ipv6';
}

const BITS = {ipv4: 32, ipv6: 128} as const;
/** Minimum prefix lengths: a wider network could ban everybody by mistake. */
const BITS_MIN = {ipv4: 8, ipv6: 16} as const;

/** `undefined` if the text is neither an address nor a network, or the network is too wide. */
export function readNetwork(text: string): Network | undefined {
  const [, typed = '', bitsTyped] = /^([0-9a-f.:]{2,45})(?:\/(\d{1,3}))?$/i.exec(text.trim()) ?? [];
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(typed)?.[1];
  const address = mapped ?? typed;
  if (isIP(address) === 0 || (mapped !== undefined && bitsTyped !== undefined)) return undefined;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const bits = bitsTyped === undefined ? BITS[family] : Number(bitsTyped);
  if (bits > BITS[family] || bits < BITS_MIN[family]) return undefined;
  return {address: firstOf(address, bits, family), bits, family};
}

/** The lowest address of the network in canonical form. */
function firstOf(address: string, bits: number, family: Network['family']): string {
  if (family === 'ipv4') {
    const all = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const first = Math.floor(all / 2 ** (32 - bits)) * 2 ** (32 - bits);
    return [24, 16, 8, 0].map(shift => Math.floor(first / 2 ** shift) % 256).join('.');
  }
  const whole = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = whole.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = Array.from({length: 8 - before.length - after.length}, () => '0');
  const groups = [...before, ...(tail === undefined ? [] : gap), ...after].map(group => Number.parseInt(group, 16));
  const first = groups.map((group, at) => {
    const kept = Math.max(0, Math.min(16, bits - at * 16));
    return (group >> (16 - kept)) << (16 - kept);
  });
  return new URL(`http://[${first.map(group => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
}

/** `203.0.113.7`, `2001:db8::/32`. */
export const networkText = ({address, bits, family}: Network): string =>
  bits === BITS[family] ? address : `${address}/${bits}`;

export interface NetworkBan {
  /** As written by `networkText`. */
  network: string;
  /** Who banned the network, and why. */
  words: string;
  untilMs: number;
}

export interface NetworkBans {
  /** The error for connections from this address; `undefined` if the address is not banned. */
  refusal(address: string, nowMs: number): ChatError | undefined;
  /** Replaces all bans with those of the store. */
  set(bans: readonly NetworkBan[]): void;
}

/** Whether an address is in a network. */
export function isIn(address: string, {address: first, bits, family}: Network): boolean {
  if (isIP(address) === 0 || (isIPv6(address) ? 'ipv6' : 'ipv4') !== family) return false;
  const list = new BlockList();
  list.addSubnet(first, bits, family);
  return list.check(address, family);
}

export function createNetworkBans(): NetworkBans {
  let all: readonly {ban: NetworkBan; network: Network}[] = [];
  let list = new BlockList();
  return {
    refusal(address, nowMs) {
      if (all.length === 0 || isIP(address) === 0 || !list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'))
        return undefined;
      const found = all.find(({ban, network}) => ban.untilMs > nowMs && isIn(address, network));
      if (found === undefined) return undefined;
      const {words, untilMs} = found.ban;
      const end = untilMs >= FOR_EVER_MS ? '' : `; it ends in ${durationText(untilMs - nowMs)}`;
      return new ChatError('network-banned', words.slice(0, 200).toWellFormed() + end);
    },
    set(bans) {
      all = bans.flatMap(ban => {
        const network = readNetwork(ban.network);
        return network === undefined ? [] : [{ban, network}];
      });
      list = new BlockList();
      for (const {network} of all) list.addSubnet(network.address, network.bits, network.family);
    },
  };
}
