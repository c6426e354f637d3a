/** Findings on the networks of this machine as rows and words; all of it is unverified. */
import {showFingerprint} from '../../../shared/access/fingerprint.ts';
import {addressOf} from '../../../shared/address.ts';
import type {Nearby, NearbyPerson, NearbyServer} from '../../../shared/nearby/looking.ts';

/** Length of a shortened fingerprint, enough to compare by eye; the first connection shows all of it. */
const PREFIX = 'SHA256:'.length + 12;

const JOINING: Readonly<Record<NearbyServer['registration'], string>> = {
  open: 'open to all',
  invite: 'by invitation',
  closed: 'no new accounts',
};

/** A server that this person knows, such as the one they are logged in to. */
export interface OwnServer {
  serverUrl: string;
  fingerprint?: string | undefined;
}

const isSameServer = (one: OwnServer, other: OwnServer): boolean =>
  one.fingerprint === undefined ? one.serverUrl === other.serverUrl : one.fingerprint === other.fingerprint;

/** The beginning of the server's fingerprint, or what replaces a key. */
export const keyWords = ({fingerprint, serverUrl}: NearbyServer): string => {
  if (fingerprint !== undefined) return `${showFingerprint(fingerprint).slice(0, PREFIX)}…`;
  return serverUrl.startsWith('https:') ? 'has a certificate' : 'not encrypted';
};

/** Name, address, and remarks such as who may register. The first connection shows the key before anything is sent. */
export function nearbyServerCells(server: NearbyServer, own: readonly OwnServer[]): string[] {
  const {name, serverUrl, registration, isLookAlike, isUsable} = server;
  const known = own.some(one => isSameServer(server, one));
  const notes = [
    JOINING[registration],
    ...(known ? ['known'] : []),
    ...(isLookAlike ? [`another one has this name; key ${keyWords(server)}`] : []),
    ...(isUsable ? [] : ['speaks another version']),
  ];
  return [name, addressOf(serverUrl), notes.join('; ')];
}

/** Place of a person who claims to be on the same server. */
export const HERE = 'on this server';

/** The server on which a person claims to be: the name of a found server, or its address. */
export function serverOfPerson({fingerprint, server}: NearbyPerson, {servers}: Nearby, own?: OwnServer): string {
  if (fingerprint !== undefined && fingerprint === own?.fingerprint) return HERE;
  if (server !== undefined && own !== undefined && server === addressOf(own.serverUrl)) return HERE;
  const found = servers.find(one => fingerprint !== undefined && one.fingerprint === fingerprint);
  if (found !== undefined) return `on ${found.name} (${addressOf(found.serverUrl)})`;
  return server === undefined ? 'on a server that is not seen from here' : `on ${server}`;
}

/** Name, machine, place and remarks. */
export const nearbyPersonCells = (person: NearbyPerson, where: string, what = ''): string[] => [
  `@${person.name}`,
  person.address,
  [where, what, ...(person.isLookAlike ? ['another one has a name like it'] : [])]
    .filter(note => note !== '')
    .join('; '),
];

export const leftOutWords = ({leftOut}: Nearby): string | undefined =>
  leftOut === 0 ? undefined : `${leftOut} more are announced than is looked at: somebody floods this network.`;

export const NOBODY_NEARBY =
  'Nobody announces themselves on the networks of this machine. A server does with --announce on, a person with /nearby show.';

export const NO_SERVER_NEARBY =
  'No server announces itself on the networks of this machine. One does with --announce on.';

/** A server to connect to: its address as one would type it, its name, and remarks; all have passed `display()`. */
export interface NearbyPlace {
  address: string;
  label: string;
  note: string;
}

/** The usable servers, for a person who has none yet. */
export const nearbyPlaces = ({servers}: Nearby): NearbyPlace[] =>
  servers
    .filter(({isUsable}) => isUsable)
    .map(server => {
      const [label = '', address = '', note = ''] = nearbyServerCells(server, []);
      return {address: server.serverUrl, label, note: `${address}, ${note}`};
    });
