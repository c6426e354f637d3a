/** Protocol version and capabilities of this program, and what two sides agree on. */

/** Part of every handshake; a server refuses another number with `version-mismatch`. */
export const PROTOCOL_VERSION = 1;

/**
 * Minor version: the lower one of both sides holds. 1: whoever reads leaves out keys, words and events that it does not know, and
 * keeps the place of entries of an unknown kind. A client that tells none speaks 1.0, which refuses all of these.
 */
export const PROTOCOL_MINOR = 1;

/**
 * Names of what a side can do beyond its minor version; both must have one for it to be used. `reading`: cursors are set back,
 * the inbox is listed, places are found by date and mention. `became`: messages are edited, deleted, reacted to, pinned,
 * answered, starred and passed on. `direct`: signals for direct conversations are understood. `search`: messages are searched
 * for. `retention`: the log of a room may begin later than with its first entry. `rooms`: rooms are renamed, described, archived
 * and deleted. `threads`: threads are followed. `bundles`: several files and folders are offered as one. `invitations`: what a
 * join link brings is told. `highlights`: own words count as mentions. `sealed`: conversations may be encrypted. `presence`:
 * people have a status that ends, and are seen typing. `invitationUse`: an account opens an invitation. `devices`, `resets`,
 * `secondFactor`, `sshKeys`, `tokens`: the ways in of these names; a server without one says so in no other way than by not
 * knowing the request. `directFiles`: files go from client to client, past the server, and fall back to it.
 * `addresses`: a signal may show from where it comes.
 */
export const CAPABILITIES = [
  'reading',
  'became',
  'direct',
  'search',
  'retention',
  'rooms',
  'threads',
  'bundles',
  'invitations',
  'highlights',
  'sealed',
  'presence',
  'invitationUse',
  'devices',
  'resets',
  'secondFactor',
  'sshKeys',
  'tokens',
  'directFiles',
  'addresses',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

export interface Dialect {
  minor: number;
  capabilities: readonly string[];
}

const OURS: Dialect = {minor: PROTOCOL_MINOR, capabilities: CAPABILITIES};

/**
 * What this side and another one have in common. One object for all that speak as we do: a server keeps it for each
 * connection.
 */
export function agree({minor, capabilities}: Dialect): Dialect {
  const common = CAPABILITIES.filter(name => capabilities.includes(name));
  if (minor >= PROTOCOL_MINOR && common.length === CAPABILITIES.length) return OURS;
  return {minor: Math.min(minor, PROTOCOL_MINOR), capabilities: common};
}
