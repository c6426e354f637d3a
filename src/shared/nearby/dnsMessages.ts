/**
 * Announcements as messages of multicast DNS (RFC 6762, 6763), encoded by `dns-packet`. Each message is complete in itself:
 * nothing is combined from several.
 */
import dnsPacket, {type Answer, type Packet} from 'dns-packet';
import {fromRows, toRows, type Announcement} from './announcement.ts';

export const SERVICE = '_chat-tui._tcp.local';

/** Times to live in seconds, from RFC 6762: for records with a host name, and for others. */
const ADDRESS_TTL_S = 120;
const OTHER_TTL_S = 4_500;
/** Maximum bytes of a message, from RFC 6762. */
const MESSAGE_BYTES_MAX = 9_000;
/** Maximum questions and records of one message; those of this program have five. */
const RECORDS_MAX = 128;
const HEAD_BYTES = 12;
/** Flag of an authoritative answer. */
const IS_AUTHORITATIVE = 1 << 10;
/** Maximum announcements that are read from one message. */
const ANNOUNCEMENTS_MAX = 8;
/** A label of this machine or an announcement; its characters have no meaning. */
const LABEL = /^[0-9a-z-]{1,63}$/;

export interface Announced {
  /** Distinguishes the announcements of a machine. */
  label: string;
  announcement: Announcement;
}

export interface Heard extends Announced {
  version: number;
  /** True when the announcement is withdrawn. */
  isGone: boolean;
  /** Addresses in the message, which are not trusted. */
  addresses: readonly string[];
}

export const question = (): Buffer =>
  dnsPacket.encode({type: 'query', questions: [{type: 'PTR', name: SERVICE, class: 'IN'}]});

/** @param addresses of this machine on the network to which the message is sent */
export function toMessage({label, announcement}: Announced, addresses: readonly string[], isGone = false): Buffer {
  const name = `${label}.${SERVICE}`;
  const target = `${label}.local`;
  const own = {class: 'IN', flush: true} as const;
  const ttl = (seconds: number) => ({ttl: isGone ? 0 : seconds});
  const port = announcement.kind === 'server' ? announcement.port : 0;
  const answers: Answer[] = [
    {type: 'PTR', name: SERVICE, class: 'IN', ...ttl(OTHER_TTL_S), data: name},
    {type: 'SRV', name, ...own, ...ttl(ADDRESS_TTL_S), data: {port, target, priority: 0, weight: 0}},
    {type: 'TXT', name, ...own, ...ttl(OTHER_TTL_S), data: toRows(announcement)},
    ...addresses.map((data): Answer => ({
      type: data.includes(':') ? 'AAAA' : 'A',
      name: target,
      ...own,
      ...ttl(ADDRESS_TTL_S),
      data,
    })),
  ];
  return dnsPacket.encode({type: 'response', flags: IS_AUTHORITATIVE, answers});
}

/** Decodes a message; `undefined` when it is invalid or too large, which is checked before decoding. */
function decode(bytes: Buffer): Packet | undefined {
  if (bytes.length < HEAD_BYTES || bytes.length > MESSAGE_BYTES_MAX) return undefined;
  const count = [4, 6, 8, 10].reduce((sum, at) => sum + bytes.readUInt16BE(at), 0);
  if (count > RECORDS_MAX) return undefined;
  try {
    const packet = dnsPacket.decode(bytes);
    // `dns-packet` reads beyond the end of a truncated address.
    return dnsPacket.decode.bytes <= bytes.length ? packet : undefined;
  } catch {
    return undefined;
  }
}

const isSame = (name: string, other: string): boolean => name.toLowerCase() === other;

/** Whether a query asks for all announcements of this program, or for this one. */
export function asksFor(bytes: Buffer, label: string): boolean {
  const packet = decode(bytes);
  if (packet?.type !== 'query') return false;
  const names = [SERVICE, `${label}.${SERVICE}`, `${label}.local`];
  return (packet.questions ?? []).some(({name}) => names.some(own => isSame(name, own)));
}

/** The announcements of a message; only complete ones of an answer. */
export function readAnnouncements(bytes: Buffer): Heard[] {
  const packet = decode(bytes);
  if (packet?.type !== 'response') return [];
  const records = [...(packet.answers ?? []), ...(packet.additionals ?? [])];
  const heard = new Map<string, Heard>();
  for (const record of records) {
    const label = record.type === 'SRV' ? labelOf(record.name) : undefined;
    if (record.type !== 'SRV' || label === undefined || heard.has(label) || heard.size >= ANNOUNCEMENTS_MAX) continue;
    const rows = records.flatMap(one => (one.type === 'TXT' && labelOf(one.name) === label ? [one.data].flat() : []));
    const read = fromRows(
      rows.slice(0, RECORDS_MAX).map(row => row.toString()),
      record.data.port,
    );
    if (read === undefined) continue;
    const {version, ...announcement} = read;
    const target = record.data.target.toLowerCase();
    const addresses = records.flatMap(one =>
      (one.type === 'A' || one.type === 'AAAA') && isSame(one.name, target) ? [one.data] : [],
    );
    heard.set(label, {label, announcement, version, isGone: record.ttl === 0, addresses});
  }
  return [...heard.values()];
}

function labelOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  const label = lower.slice(0, -SERVICE.length - 1);
  return lower === `${label}.${SERVICE}` && LABEL.test(label) ? label : undefined;
}
