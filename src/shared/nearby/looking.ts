/** Queries for announcements on the networks of this machine, and collects the answers for a while. */
import {setTimeout as delay} from 'node:timers/promises';
import {skeletonOf} from '../text/lookAlikes.ts';
import {display} from '../text/safeText.ts';
import {urlOf} from '../address.ts';
import {ChatError} from '../errors.ts';
import {PROTOCOL_VERSION} from '../version.ts';
import type {PersonAnnouncement, ServerAnnouncement} from './announcement.ts';
import {question, readAnnouncements, type Heard} from './dnsMessages.ts';
import {openMulticast, type MulticastPlace, type Sender} from './multicast.ts';

/** Common facts of a finding. Texts have passed `display()`. */
interface Found {
  /** Source address of the announcement; addresses inside it are not trusted. */
  address: string;
  /** True when another finding of the same kind, with another key or address, has a confusable name. */
  isLookAlike: boolean;
}

export interface NearbyServer extends Found, Omit<ServerAnnouncement, 'kind' | 'port' | 'isEncrypted'> {
  serverUrl: string;
  /** True when the server speaks a compatible version of the protocol. */
  isUsable: boolean;
}

export interface NearbyPerson extends Found, Omit<PersonAnnouncement, 'kind'> {}

export interface Nearby {
  servers: NearbyServer[];
  people: NearbyPerson[];
  /** Number of announcements beyond the limits, which were dropped. */
  leftOut: number;
}

/** Maximum findings in total, and from one address: a machine has one or two servers and people. */
const FOUND_MAX = 200;
const OF_ONE_MAX = 8;
/** Times of the queries in milliseconds: repeated, because packets may be lost. */
const ASK_AT_MS = [0, 400, 1_200];
/** Dropped announcements are counted up to this number. */
const LEFT_OUT_MAX = 9_999;

export interface LookOptions extends MulticastPlace {
  forMs: number;
  signal?: AbortSignal;
}

/** @throws nearby-none, nearby-unusable */
export async function look({forMs, signal, ...place}: LookOptions): Promise<Nearby> {
  const collector = openCollector();
  const multicast = await openMulticast(place, (bytes, sender) => {
    for (const heard of readAnnouncements(bytes)) collector.take(heard, sender);
  });
  if (multicast.networkCount() === 0) {
    await multicast.close();
    throw new ChatError('nearby-none');
  }
  const timers = ASK_AT_MS.filter(atMs => atMs < forMs).map(atMs =>
    setTimeout(() => void multicast.send(question), atMs),
  );
  // On abort the findings so far are returned.
  await delay(forMs, undefined, signal && {signal}).catch(() => undefined);
  for (const timer of timers) clearTimeout(timer);
  await multicast.close();
  return collector.end();
}

interface Kept extends Heard {
  address: string;
}

function openCollector() {
  const kept = new Map<string, Kept>();
  const countByAddress = new Map<string, number>();
  const leftOut = new Set<string>();
  return {
    take(heard: Heard, sender: Sender): void {
      const address = addressOf(heard, sender);
      if (address === undefined) return;
      const key = `${address} ${heard.label}`;
      const isKnown = kept.has(key);
      const count = countByAddress.get(address) ?? 0;
      if (heard.isGone) {
        // An announcement can only be withdrawn from the address that sent it.
        if (kept.delete(key)) countByAddress.set(address, count - 1);
      } else if (isKnown) kept.set(key, {...heard, address});
      else if (kept.size < FOUND_MAX && count < OF_ONE_MAX) {
        kept.set(key, {...heard, address});
        countByAddress.set(address, count + 1);
      } else if (leftOut.size < LEFT_OUT_MAX) leftOut.add(key);
    },
    end(): Nearby {
      // A machine on two networks, or a restarted program, counts once.
      const servers = uniqueBy([...kept.values()].flatMap(toServer), ({serverUrl}) => serverUrl);
      const people = uniqueBy(
        [...kept.values()].flatMap(toPerson),
        ({name, address, fingerprint = '', server = ''}) => `${name} ${address} ${fingerprint} ${server}`,
      );
      return {
        servers: markLookAlikes(servers, ({fingerprint, serverUrl}) => fingerprint ?? serverUrl),
        people: markLookAlikes(people, ({name, fingerprint, server}) => `${name} ${fingerprint ?? server ?? ''}`),
        leftOut: leftOut.size,
      };
    },
  };
}

/**
 * The sender's address. An IPv6 link-local address is useless elsewhere: then an address from the message is used, if it
 * belongs to this network.
 */
function addressOf({addresses}: Heard, {address, network}: Sender): string | undefined {
  if (network.family === 'IPv4' || !isLinkLocal(address)) return address;
  return addresses.find(one => one.includes(':') && !isLinkLocal(one) && network.isHere(one));
}

const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address);

/** A name, key or address made safe to show. */
const shown = (text: string): string => display(text, 'line');

function toServer({announcement, address, version}: Kept): NearbyServer[] {
  if (announcement.kind !== 'server') return [];
  const {name, port, isEncrypted, fingerprint, registration} = announcement;
  return [
    {
      name: shown(name) || address,
      address,
      serverUrl: urlOf(address, port, isEncrypted ? 'https' : 'http'),
      ...(isEncrypted && fingerprint !== undefined && {fingerprint}),
      registration,
      isUsable: version === PROTOCOL_VERSION,
      isLookAlike: false,
    },
  ];
}

function toPerson({announcement, address}: Kept): NearbyPerson[] {
  if (announcement.kind !== 'person') return [];
  const {name, fingerprint, server} = announcement;
  return [
    {
      name,
      address,
      ...(fingerprint !== undefined && {fingerprint}),
      ...(server !== undefined && {server: shown(server)}),
      isLookAlike: false,
    },
  ];
}

function uniqueBy<One>(all: readonly One[], keyOf: (one: One) => string): One[] {
  return [...new Map(all.map(one => [keyOf(one), one])).values()];
}

/** @param identityOf equal for findings that are really the same server or person */
function markLookAlikes<One extends Found & {name: string}>(
  all: readonly One[],
  identityOf: (one: One) => string,
): One[] {
  const identities = new Map<string, Set<string>>();
  const skeletons = all.map(({name}) => skeletonOf(name));
  for (const [at, one] of all.entries()) {
    const key = skeletons[at] ?? '';
    identities.set(key, (identities.get(key) ?? new Set()).add(identityOf(one)));
  }
  return all
    .map((one, at) => ({...one, isLookAlike: (identities.get(skeletons[at] ?? '')?.size ?? 0) > 1}))
    .toSorted((one, other) => one.name.localeCompare(other.name) || one.address.localeCompare(other.address));
}
