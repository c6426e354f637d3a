/**
 * Messages about a direct file transfer that two clients exchange through the server. The server does not read them, and the
 * receiver trusts none of their contents. An answer has the session id of its request.
 */
import * as z from 'zod/mini';
import {count, FileId} from '../fields.ts';
import {endpointAnswer, endpointOffer} from './signal.ts';

const about = {fileId: FileId};

export const FileSignal = z.discriminatedUnion('type', [
  /** Asks whether direct transfers are possible; with a file, whether the receiver has it already. */
  z.object({type: z.literal('probe'), fileId: z.optional(FileId)}),
  z.object({type: z.literal('ready'), has: z.boolean()}),
  /** From the receiver: requests a connection, with its public key and addresses. */
  z.object({type: z.literal('want'), ...about, ...endpointOffer}),
  z.object({type: z.literal('come'), ...endpointAnswer}),
  /** From the sender of a file that goes over the server: the file can now also be requested directly. */
  z.object({type: z.literal('opened'), ...about}),
  /**
   * From the receiver: there is no direct connection, send from this byte on over the server. `isMeanwhile`: the search for a
   * connection continues.
   */
  z.object({type: z.literal('relay'), ...about, fromByte: count(), isMeanwhile: z.optional(z.literal(true))}),
  z.object({type: z.literal('relayed')}),
  /** The file may only go directly; or, with `isMeanwhile`, the server does not accept it now. */
  z.object({type: z.literal('refused')}),
]);
export type FileSignal = z.infer<typeof FileSignal>;

/** `undefined` for signals of unknown types. */
export function parseFileSignal(body: string): FileSignal | undefined {
  try {
    const parsed = FileSignal.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
