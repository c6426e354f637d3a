/** Protocol version and capabilities of this program, and what two sides agree on. */

/** Sent in every handshake; a server refuses another number with `version-mismatch`. */
export const PROTOCOL_VERSION = 1;

/**
 * Minor version; the lower one of both sides is used. 1: readers ignore unknown keys, words and events, and keep the place of
 * entries of an unknown kind. A client that sends none speaks 1.0, which refuses all of these.
 */
export const PROTOCOL_MINOR = 1;

/**
 * Capabilities beyond the minor version; a capability is used when both sides have it. `reading`: read positions move back,
 * the inbox is listed, places are found by date and mention. `became`: messages are edited, deleted, reacted to, pinned,
 * answered, starred and forwarded. `direct`: signals for direct conversations are understood. `search`: messages are searched
 * for. `retention`: the log of a room may begin later than with its first entry. `rooms`: rooms are renamed, described,
 * archived and deleted. `threads`: threads are followed. `bundles`: several files and folders are offered as one.
 * `invitations`: the contents of a join link are shown. `highlights`: chosen words count as mentions. `sealed`: conversations
 * can be encrypted. `presence`: a status can end, and typing is shown. `invitationUse`: an account opens an invitation.
 * `devices`, `resets`, `secondFactor`, `sshKeys`, `tokens`: logins of these kinds; a server without one only refuses the
 * request as unknown. `directFiles`: files go directly between clients and fall back to the server. `addresses`: a signal can
 * contain its sender's public address.
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
 * The minor version and capabilities that both sides have. Equal sides share one object, because a server stores it for each
 * connection.
 */
export function agree({minor, capabilities}: Dialect): Dialect {
  const common = CAPABILITIES.filter(name => capabilities.includes(name));
  if (minor >= PROTOCOL_MINOR && common.length === CAPABILITIES.length) return OURS;
  return {minor: Math.min(minor, PROTOCOL_MINOR), capabilities: common};
}
