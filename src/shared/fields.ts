/** Schemas of fields that many messages of the wire share: names, numbers, ids, bounded texts. */
import * as z from 'zod/mini';
import {NAME_PATTERN} from './access/loginName.ts';
import {FIXED_LIMITS} from './limits.ts';

export const text = (lengthMax: number) => z.string().check(z.maxLength(lengthMax));
/** Requested page size, and the maximum number of rows in a page. */
export const limit = z.optional(z.int().check(z.minimum(1), z.maximum(FIXED_LIMITS.pageSizeMax)));
export const page = <Row extends z.core.$ZodType>(row: Row) =>
  z.array(row).check(z.maxLength(FIXED_LIMITS.pageSizeMax));
export const count = () => z.int().check(z.minimum(0));

/** A login name, which identifies a person on the wire. */
export const Name = z.string().check(z.regex(NAME_PATTERN));
/** Room names, without `#`. */
export const ROOM_NAME_PATTERN = new RegExp(`^[a-z0-9][a-z0-9._-]{0,${FIXED_LIMITS.roomNameLengthMax - 1}}$`);
export const RoomName = z.string().check(z.regex(ROOM_NAME_PATTERN));
/** Position in a room's log: 1 is the first entry; 0 in a cursor means nothing was read. */
export const Seq = z.int().check(z.minimum(0));
/**
 * 128 bits in base64url (22 characters), created by the sender before the first attempt; `entryId.ts` creates those of this
 * program.
 */
export const EntryId = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));
export const FileId = EntryId;
export const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** An enumeration; an unknown string (of a later version) is read as `fallback`, and anything but a string is refused. */
export const later = <const Words extends readonly [string, ...string[]]>(words: Words, fallback: Words[number]) =>
  z.pipe(z.string(), z.catch(z.enum(words), fallback as never) as z.ZodMiniType<Words[number], string>);
