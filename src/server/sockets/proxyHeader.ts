/**
 * Parses the PROXY protocol header of HAProxy, versions 1 and 2, by which a proxy reports the client's address. Hand-written,
 * because an incomplete header has to be distinguished from an invalid one before TLS reads on.
 */
import {isIP, SocketAddress} from 'node:net';
import type {ClientAddress} from './clientAddress.ts';

/**
 * `none`: no header. `more`: incomplete. `broken`: invalid. Without `place`, the connection is the proxy's own, or that of a
 * client without an address.
 */
export type ProxyHeader = 'none' | 'more' | 'broken' | {lengthBytes: number; place?: ClientAddress};

const V1_START = Buffer.from('PROXY ');
const V1_BYTES_MAX = 107;
const V2_START = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const V2_HEAD_BYTES = 16;
/** Maximum length after the fixed part: addresses and TLVs, which are ignored. */
const V2_BYTES_MAX = 4_096;

/** @see https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (begins(bytes, V1_START)) return bytes.length < V1_START.length ? 'more' : readV1(bytes);
  if (begins(bytes, V2_START)) return bytes.length < V2_HEAD_BYTES ? 'more' : readV2(bytes);
  return 'none';
}

/** Whether one of them is a prefix of the other. */
const begins = (bytes: Buffer, start: Buffer): boolean => {
  const length = Math.min(bytes.length, start.length);
  return bytes.subarray(0, length).equals(start.subarray(0, length));
};

const V1 = /^PROXY (TCP4|TCP6) ([\da-fA-F.:]+) ([\da-fA-F.:]+) (\d{1,5}) (\d{1,5})$/;

function readV1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, V1_BYTES_MAX).indexOf('\r\n');
  if (end < 0) return bytes.length < V1_BYTES_MAX ? 'more' : 'broken';
  const line = bytes.toString('latin1', 0, end);
  const lengthBytes = end + 2;
  if (/^PROXY UNKNOWN(?: |$)/.test(line)) return {lengthBytes};
  const [, family, source = '', target = '', port = '', targetPort = ''] = V1.exec(line) ?? [];
  const version = family === 'TCP6' ? 6 : 4;
  const isRight =
    family !== undefined &&
    [source, target].every(address => isIP(address) === version) &&
    [port, targetPort].every(one => Number(one) <= 65_535);
  return isRight ? {lengthBytes, place: {address: plain(source), port: Number(port)}} : 'broken';
}

/** Version 2: the command for a forwarded connection, and the address families. */
const LOCAL = 0x20;
const PROXY = 0x21;
const FAMILIES: Readonly<Record<number, {type: 'ipv4' | 'ipv6'; addressBytes: number}>> = {
  0x11: {type: 'ipv4', addressBytes: 4},
  0x21: {type: 'ipv6', addressBytes: 16},
};

function readV2(bytes: Buffer): ProxyHeader {
  const command = bytes.readUInt8(12);
  const family = FAMILIES[bytes.readUInt8(13)];
  const length = bytes.readUInt16BE(14);
  if ((command !== LOCAL && command !== PROXY) || length > V2_BYTES_MAX) return 'broken';
  const lengthBytes = V2_HEAD_BYTES + length;
  if (bytes.length < lengthBytes) return 'more';
  if (command === LOCAL || family === undefined) return {lengthBytes};
  const {type, addressBytes} = family;
  if (length < 2 * addressBytes + 4) return 'broken';
  const address = textOf(bytes.subarray(V2_HEAD_BYTES, V2_HEAD_BYTES + addressBytes), type);
  return {lengthBytes, place: {address: plain(address), port: bytes.readUInt16BE(V2_HEAD_BYTES + 2 * addressBytes)}};
}

function textOf(bytes: Buffer, type: 'ipv4' | 'ipv6'): string {
  if (type === 'ipv4') return bytes.join('.');
  const groups = Array.from({length: 8}, (_, at) => bytes.readUInt16BE(2 * at).toString(16));
  // Short form, as the system writes addresses.
  return new SocketAddress({address: groups.join(':'), family: 'ipv6'}).address;
}

const plain = (address: string): string => address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
