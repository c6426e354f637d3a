/** The address of a client: the peer of the connection, or what a trusted proxy says. */
import type {IncomingMessage} from 'node:http';
import {BlockList, isIP} from 'node:net';
import type {Duplex} from 'node:stream';

export interface ClientAddress {
  address: string;
  port: number;
}

/** Of connections that came through a proxy, as its header said. */
const told = new WeakMap<Duplex, ClientAddress>();
/** Of requests that came through one, as its header said. */
const forwarded = new WeakMap<IncomingMessage, ClientAddress>();

export const noteClientAddress = (socket: Duplex, place: ClientAddress): void => void told.set(socket, place);

type Ends = Duplex & {remoteAddress?: string | undefined; remotePort?: number | undefined};

/** The other end of the connection, behind proxies that speak the PROXY protocol. */
export const peerOf = (socket: Ends): ClientAddress =>
  told.get(socket) ?? {address: plain(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0};

/** Whoever made the request. */
export const clientAddressOf = (req: IncomingMessage): ClientAddress => forwarded.get(req) ?? peerOf(req.socket);

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

export interface Proxies {
  /** Nobody is trusted. */
  readonly isEmpty: boolean;
  trusts(address: string): boolean;
  /** Looks once at what the headers of a request say; what an address that is not trusted says is nothing. */
  note(req: IncomingMessage): void;
}

/** @param networks addresses and `ADDRESS/BITS`, as they were checked before */
export function openProxies(networks: readonly string[]): Proxies {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const trusts = (address: string) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return {
    isEmpty: networks.length === 0,
    trusts,
    note(req) {
      if (networks.length === 0) return;
      const peer = peerOf(req.socket);
      if (!trusts(peer.address)) return;
      const found = clientOf(req, peer, trusts);
      if (found !== undefined) forwarded.set(req, found);
    },
  };
}

/** More proxies in a row nobody has, and a longer header nobody needs. */
const HOPS_MAX = 20;
const HEADER_MAX = 4_096;

/**
 * The nearest address that is no proxy of ours: what stands further left was said by whoever that is. With both headers the proxy
 * set one and passed the other on, and nobody can tell which; so they must say the same.
 */
function clientOf(req: IncomingMessage, peer: ClientAddress, trusts: Proxies['trusts']): ClientAddress | undefined {
  const headers = [hopsOf(req.headers['x-forwarded-for']), forwardedHopsOf(req.headers.forwarded)];
  const [first, second] = headers.filter(hops => hops !== undefined).map(hops => nearest(hops, peer, trusts));
  return second === undefined || second.address === first?.address ? first : undefined;
}

function nearest(
  hops: readonly (ClientAddress | undefined)[],
  peer: ClientAddress,
  trusts: Proxies['trusts'],
): ClientAddress {
  let place = peer;
  for (const hop of hops.slice(-HOPS_MAX).toReversed()) {
    if (hop === undefined || !trusts(place.address)) break;
    place = hop;
  }
  return place;
}

function hopsOf(header: string | readonly string[] | undefined): (ClientAddress | undefined)[] | undefined {
  const text = typeof header === 'string' ? header : header?.join(',');
  return text === undefined ? undefined : text.slice(-HEADER_MAX).split(',').map(readHop);
}

/** `for=192.0.2.1;proto=https, for="[2001:db8::1]:4711"` (RFC 7239). */
function forwardedHopsOf(header: string | undefined): (ClientAddress | undefined)[] | undefined {
  return header
    ?.slice(-HEADER_MAX)
    .split(',')
    .map(part => readHop(/(?:^|;)\s*for\s*=\s*("[^"]*"|[^;"]*)/i.exec(part)?.[1] ?? ''));
}

/** An address with or without a port; `undefined` for a name, an alias and anything else. */
function readHop(text: string): ClientAddress | undefined {
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const [, bracketed, dotted, port] = /^(?:\[([^\]]*)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(bare) ?? [];
  const address = plain(bracketed ?? dotted ?? bare);
  return isIP(address) === 0 || address.includes('%')
    ? undefined
    : {address: address.toLowerCase(), port: Number(port ?? 0)};
}
