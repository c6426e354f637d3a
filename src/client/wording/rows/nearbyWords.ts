/** What was found on the networks of this machine as rows and words; all of it is unverified. */
import {showFingerprint} from '../../../shared/access/fingerprint.ts';
import {addressOf} from '../../../shared/address.ts';
import type {Nearby, NearbyPerson, NearbyServer} from '../../../shared/nearby/looking.ts';

/** Enough of a fingerprint to tell two by eye; the question at the first contact shows all of it. */
const PREFIX = 'SHA256:'.length + 12;

const JOINING: Readonly<Record<NearbyServer['registration'], string>> = {
  open: 'open to all',
  invite: 'by invitation',
  closed: 'no new accounts',
};

/** `own`: of the server on which one is oneself, or which one knows. */
export interface OwnServer {
  serverUrl: string;
  fingerprint?: string | undefined;
}

const isSameServer = (one: OwnServer, other: OwnServer): boolean =>
  one.fingerprint === undefined ? one.serverUrl === other.serverUrl : one.fingerprint === other.fingerprint;

/** The beginning of its fingerprint, or what it has instead. */
export const keyWords = ({fingerprint, serverUrl}: NearbyServer): string => {
  if (fingerprint !== undefined) return `${showFingerprint(fingerprint).slice(0, PREFIX)}…`;
  return serverUrl.startsWith('https:') ? 'has a certificate' : 'not encrypted';
};

/** Name, address, who may come in and what else is to be said of it; its key is shown before anything is sent there. */
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

/** Where somebody is who says to be on one’s own server. */
export const HERE = 'on this server';

/** Where somebody says that they are: the name of a server that was found, or its address. */
export function serverOfPerson({fingerprint, server}: NearbyPerson, {servers}: Nearby, own?: OwnServer): string {
  if (fingerprint !== undefined && fingerprint === own?.fingerprint) return HERE;
  if (server !== undefined && own !== undefined && server === addressOf(own.serverUrl)) return HERE;
  const found = servers.find(one => fingerprint !== undefined && one.fingerprint === fingerprint);
  if (found !== undefined) return `on ${found.name} (${addressOf(found.serverUrl)})`;
  return server === undefined ? 'on a server that is not seen from here' : `on ${server}`;
}

/** Name, their machine, where they are and what else is to be said of it. */
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

/** A server to go to: address as one would type it, name, and the rest in a few words; all of it has passed `display()`. */
export interface NearbyPlace {
  address: string;
  label: string;
  note: string;
}

/** What can be used of what was found, for who has no server yet. */
export const nearbyPlaces = ({servers}: Nearby): NearbyPlace[] =>
  servers
    .filter(({isUsable}) => isUsable)
    .map(server => {
      const [label = '', address = '', note = ''] = nearbyServerCells(server, []);
      return {address: server.serverUrl, label, note: `${address}, ${note}`};
    });
