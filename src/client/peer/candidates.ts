/** Addresses of this machine that another client may try, and which addresses of others are tried. */
import {BlockList, isIP} from 'node:net';
import {networkInterfaces} from 'node:os';
import type {AskedServer} from './publicAddress.ts';
import type {PortSearches} from './portSearch.ts';
import {CANDIDATES_MAX, type Candidate} from '../../shared/peer/signal.ts';

/** Addresses that are never dialled: loopback, link-local, multicast, unspecified. */
const NEVER = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  NEVER.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  NEVER.addSubnet(network, prefix, 'ipv6');
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Whether an address may be dialled. `hasLoopback`: both clients are on this machine, because the server's address is a
 * loopback one.
 */
export function mayDial(address: string, hasLoopback: boolean): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  // The block list treats `::ffff:127.0.0.1` as the IPv4 address that it contains.
  if (LOOPBACK.check(address, family)) return hasLoopback;
  return !NEVER.check(address, family);
}

export interface OwnPlace {
  /** Both clients are on this machine. */
  hasLoopback: boolean;
  /** This machine's address as the server sees it; behind a NAT, the NAT's address. */
  seenAs?: string | undefined;
  /** The server that reports our public address and port. */
  server?: AskedServer;
  /** Absent: no port search. */
  searches?: PortSearches;
}

/** Addresses of a listener; `dialsFrom` is the index of an address that only dials. */
export interface Found {
  candidates: Candidate[];
  dialsFrom?: number;
}

/** @param seen the public address from which this side will dial */
export function ownCandidates(port: number, {hasLoopback, seenAs}: OwnPlace, seen?: Candidate): Found {
  const addresses = Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    .map(({address}) => address)
    .filter(address => mayDial(address, hasLoopback));
  const outer = seenAs === undefined || !mayDial(seenAs, false) || addresses.includes(seenAs) ? [] : [seenAs];
  const told = seen !== undefined && mayDial(seen.address, false) ? [seen] : [];
  const listening = [...addresses.slice(0, CANDIDATES_MAX - told.length - outer.length), ...outer];
  const candidates = [...listening.map(address => ({address, port})), ...told];
  return {candidates, ...(told.length > 0 && {dialsFrom: listening.length})};
}

/** Selects the candidates of the other side that are dialled. */
export function dialled(
  {candidates, dialsFrom}: {candidates: readonly Candidate[]; dialsFrom?: number | undefined},
  hasLoopback: boolean,
): {listening: Candidate[]; outside: Candidate | undefined} {
  const all = candidates.slice(0, CANDIDATES_MAX);
  const outside = all.find((_, at) => at === dialsFrom);
  return {
    listening: all.filter(one => one !== outside && mayDial(one.address, hasLoopback)),
    outside: outside !== undefined && mayDial(outside.address, false) ? outside : undefined,
  };
}

/** Whether two candidates are the same address and port, to avoid connecting to oneself. */
export const isSamePlace = (one: Candidate, other: Candidate): boolean =>
  one.address === other.address && one.port === other.port;
