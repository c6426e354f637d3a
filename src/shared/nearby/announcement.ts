/** What is announced on the local network: a server, or a person who wants to be found. */
import * as z from 'zod/mini';
import {readFingerprint} from '../access/fingerprint.ts';
import {NAME_PATTERN} from '../access/loginName.ts';
import {PROTOCOL_VERSION} from '../version.ts';

export interface ServerAnnouncement {
  kind: 'server';
  /** Name of the server's machine. */
  name: string;
  port: number;
  isEncrypted: boolean;
  /** Fingerprint of the server's key; absent if its certificate is signed by an authority, or without encryption. */
  fingerprint?: string | undefined;
  /** Who may create an account. */
  registration: 'open' | 'invite' | 'closed';
}

export interface PersonAnnouncement {
  kind: 'person';
  /** Login name. */
  name: string;
  /** Fingerprint of the key of the server that they use. */
  fingerprint?: string | undefined;
  /** `host:port` of that server, if it is known by its address instead of a key. */
  server?: string | undefined;
}

export type Announcement = ServerAnnouncement | PersonAnnouncement;

/** Maximum bytes of a row of a TXT record, and of a name: both have one length byte. */
const ROW_BYTES_MAX = 255;
const NAME_LENGTH_MAX = 63;

const Version = z.string().check(z.regex(/^[1-9]\d{0,3}$/));
const Fingerprint = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const read = readFingerprint(text);
    if (read === undefined) context.issues.push({code: 'custom', input: text, message: 'no fingerprint'});
    return read;
  }),
);
/** Unknown keys are ignored, so that later versions can add keys. */
const Said = z.discriminatedUnion('as', [
  z.object({
    v: Version,
    as: z.literal('server'),
    name: z.string().check(z.minLength(1), z.maxLength(NAME_LENGTH_MAX)),
    tls: z.enum(['yes', 'no']),
    new: z.enum(['open', 'invite', 'closed']),
    fp: z.optional(Fingerprint),
  }),
  z.object({
    v: Version,
    as: z.literal('person'),
    name: z.string().check(z.regex(NAME_PATTERN)),
    fp: z.optional(Fingerprint),
    at: z.optional(z.string().check(z.maxLength(200))),
  }),
]);

/** The rows of the TXT record, each `key=value`. */
export function toRows(announcement: Announcement): string[] {
  const {kind, name, fingerprint} = announcement;
  const facts: Record<string, string | undefined> = {
    v: String(PROTOCOL_VERSION),
    as: kind,
    name: name.slice(0, NAME_LENGTH_MAX),
    fp: fingerprint,
    ...(kind === 'server'
      ? {tls: announcement.isEncrypted ? 'yes' : 'no', new: announcement.registration}
      : {at: announcement.server}),
  };
  return Object.entries(facts)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
    .filter(row => Buffer.byteLength(row) <= ROW_BYTES_MAX);
}

/**
 * Parses the rows of a TXT record; the port comes from another record. `undefined` when they are no announcement. The values
 * are text from others.
 */
export function fromRows(rows: readonly string[], port: number): (Announcement & {version: number}) | undefined {
  const facts: Record<string, string> = {};
  for (const row of rows) {
    const at = row.indexOf('=');
    const key = at < 0 ? row : row.slice(0, at);
    // Of duplicate keys the first one counts, as in DNS-SD.
    if (at > 0 && !Object.hasOwn(facts, key)) facts[key] = row.slice(at + 1);
  }
  const read = Said.safeParse(facts);
  if (!read.success) return undefined;
  const {v, as, name, fp: fingerprint} = read.data;
  const known = {version: Number(v), name, ...(fingerprint !== undefined && {fingerprint})};
  if (read.data.as === 'person')
    return {...known, kind: 'person', ...(read.data.at !== undefined && {server: read.data.at})};
  if (port < 1 || as !== 'server') return undefined;
  return {...known, kind: 'server', port, isEncrypted: read.data.tls === 'yes', registration: read.data.new};
}
