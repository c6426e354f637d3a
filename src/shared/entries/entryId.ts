/** Ids of entries, files and transfers: a timestamp and random bits, or derived from a name. */
import {createHash} from 'node:crypto';

/** Number of random bytes in an id. */
const RANDOM_BYTES = 10;

/**
 * A new id of 22 characters in base64url: 48 bits of `atMs` (milliseconds since 1970), most significant first, then 80 random
 * bits; like a UUID version 7 (RFC 9562 §5.7) without its fixed bits. Ids of the same time are neighbours in an index, so
 * that a commit changes few pages: a row costs two thirds of one with a fully random id.
 */
export function newEntryId(atMs: number, randomBytes: (count: number) => Buffer): string {
  const time = Buffer.alloc(6);
  time.writeUIntBE(atMs, 0, 6);
  return Buffer.concat([time, randomBytes(RANDOM_BYTES)]).toString('base64url');
}

/**
 * An id derived from a name, so that repeating an action gives the same id.
 * @param name with its purpose as prefix: `expired:…`
 */
export const idNamed = (name: string): string => createHash('sha256').update(name).digest('base64url').slice(0, 22);

/**
 * The last eight characters, which are fully random (48 bits), for reading out or for file names; the first ones are equal
 * for ids of the same time.
 */
export const shortOf = (id: string): string => id.slice(-8);
