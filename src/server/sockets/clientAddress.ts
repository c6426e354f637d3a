/** The address of a client: the peer of the connection, or what a trusted proxy reports. */
import type {IncomingMessage} from 'node:http';
import {BlockList, isIP} from 'node:net';
import type {Duplex} from 'node:stream';

export interface ClientAddress {
  address: string;
  port: number;
}

/** Connections through a proxy: the address of the PROXY header. */
const told = new WeakMap<Duplex, ClientAddress>();
/** Requests through a proxy: the address of its HTTP header. */
const forwarded = new WeakMap<IncomingMessage, ClientAddress>();

export const noteClientAddress = (socket: Duplex, place: ClientAddress): void => void told.set(socket, place);

type Ends = Duplex & {remoteAddress?: string | undefined; remotePort?: number | undefined};

/** The peer of a connection; with the PROXY protocol, the client of the proxy. */
export const peerOf = (socket: Ends): ClientAddress =>
  told.get(socket) ?? {address: plain(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0};

/** The client of a request. */
export const clientAddressOf = (req: IncomingMessage): ClientAddress => forwarded.get(req) ?? peerOf(req.socket);

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

export interface Proxies {
  /** True if no proxy is trusted. */
  readonly isEmpty: boolean;
  trusts(address: string): boolean;
  /** Reads the forwarding headers of a request, if its peer is trusted. */
  note(req: IncomingMessage): void;
}

/** @param networks validated addresses and `ADDRESS/BITS` */
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

/** Maximum of proxies in a row, and of the header's length. */
const HOPS_MAX = 20;
const HEADER_MAX = 4_096;

/**
 * The nearest address that is not a trusted proxy; anything further left was supplied by that client. If both headers are
 * present, it is unknown which one the proxy has set, so they must agree.
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
