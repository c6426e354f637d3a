/** Messages between two clients on a direct connection, as JSON; anything else ends the connection. */
import * as z from 'zod/mini';
import {count, EntryId, Sha256, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';

const id = {id: EntryId};

export const Word = z.discriminatedUnion('t', [
  z.object({t: z.literal('say'), ...id, kind: z.enum(['message', 'action']), text: text(FIXED_LIMITS.packetBytesMax)}),
  /** The message was received and shown. */
  z.object({t: z.literal('ack'), ...id}),
  z.object({t: z.literal('ping')}),
  z.object({t: z.literal('pong')}),
  z.object({t: z.literal('bye')}),
  z.object({t: z.literal('file'), ...id, name: text(FIXED_LIMITS.fileNameLengthMax), sizeBytes: count()}),
  /** Requests the file, from this byte on. */
  z.object({t: z.literal('take'), ...id, fromByte: count()}),
  /** The file was declined, cancelled, or has failed; from either side. */
  z.object({t: z.literal('drop'), ...id}),
  /** All bytes were sent; the hash of the whole file. */
  z.object({t: z.literal('sum'), ...id, sha256: Sha256}),
  /** The receiver has the whole file on disk. */
  z.object({t: z.literal('got'), ...id}),
]);
export type Word = z.infer<typeof Word>;

/** @throws RangeError */
export function parseDirectWord(body: Buffer): Word {
  const parsed = Word.safeParse(JSON.parse(body.toString()));
  if (!parsed.success) throw new RangeError('not a word of this version');
  return parsed.data;
}
