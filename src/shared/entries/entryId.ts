/** Ids of entries, files and transfers: a timestamp and random bits, or derived from a name. */
import {createHash} from 'node:crypto';

/** How much of an id is chance. */
const RANDOM_BYTES = 10;

/**
 * 22 characters of base64url: 48 bits of `atMs` (milliseconds since 1970), most significant first, then 80 random bits, as in
 * RFC 9562 §5.7 (UUID version 7) without its fixed bits. Ids of the same time are neighbours in the index over them, so that a
 * commit changes few pages of it: a row costs two thirds of one whose id is chance alone.
 */
export function newEntryId(atMs: number, randomBytes: (count: number) => Buffer): string {
  const time = Buffer.alloc(6);
  time.writeUIntBE(atMs, 0, 6);
  return Buffer.concat([time, randomBytes(RANDOM_BYTES)]).toString('base64url');
}

/** The same for the same name, so that what is made again is made once. @param name with what it is for in front: `expired:…` */
export const idNamed = (name: string): string => createHash('sha256').update(name).digest('base64url').slice(0, 22);

/**
 * Eight characters that are chance alone (48 bits), for a person to read out or a name to hold; the beginning is the same for all
 * of one moment.
 */
export const shortOf = (id: string): string => id.slice(-8);
