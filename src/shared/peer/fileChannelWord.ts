/** Messages between two clients on a connection for files, as JSON; anything else ends the connection. */
import * as z from 'zod/mini';
import {count, FileId, Sha256} from '../fields.ts';

const about = {id: FileId};
const FileChannelWord = z.discriminatedUnion('t', [
  /** From the receiver: requests the file, from this byte on. */
  z.object({t: z.literal('take'), ...about, fromByte: count()}),
  /** The file is not sent from here any more. */
  z.object({t: z.literal('gone'), ...about}),
  /** All bytes were sent; the hash of the whole file. */
  z.object({t: z.literal('sum'), ...about, sha256: Sha256}),
  /** The receiver has the whole file on disk. */
  z.object({t: z.literal('got'), ...about}),
]);
export type FileChannelWord = z.infer<typeof FileChannelWord>;

/** @throws RangeError */
export function parseFileChannelWord(body: Buffer): FileChannelWord {
  const parsed = FileChannelWord.safeParse(JSON.parse(body.toString()));
  if (!parsed.success) throw new RangeError('not a word of this version');
  return parsed.data;
}
