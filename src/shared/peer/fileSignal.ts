/**
 * Messages about a direct file transfer that two clients exchange through the server. The server does not read them, and the
 * receiver trusts none of their contents. Answers carry the session id of what they answer.
 */
import * as z from 'zod/mini';
import {count, FileId} from '../fields.ts';
import {answeredWay, askedWay} from './signal.ts';

const about = {fileId: FileId};

export const FileSignal = z.discriminatedUnion('type', [
  /** Can you take files directly? With a file: do you have it already? */
  z.object({type: z.literal('probe'), fileId: z.optional(FileId)}),
  z.object({type: z.literal('ready'), has: z.boolean()}),
  /** From whoever takes a file: here I am, with this key. */
  z.object({type: z.literal('want'), ...about, ...askedWay}),
  z.object({type: z.literal('come'), ...answeredWay}),
  /** From the sender of a file that goes over the server: from now on it can also be requested directly. */
  z.object({type: z.literal('opened'), ...about}),
  /** There is no direct connection now: send from this offset on over the server. `isMeanwhile`: the search goes on. */
  z.object({type: z.literal('relay'), ...about, fromByte: count(), isMeanwhile: z.optional(z.literal(true))}),
  z.object({type: z.literal('relayed')}),
  /** It must go directly only; or, with `isMeanwhile`, the server does not accept it now. */
  z.object({type: z.literal('refused')}),
]);
export type FileSignal = z.infer<typeof FileSignal>;

/** Accepts signals of known kinds only. */
export function parseFileSignal(body: string): FileSignal | undefined {
  try {
    const parsed = FileSignal.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
