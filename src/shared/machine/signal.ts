/**
 * What two clients tell each other through the server to find a direct way: who may connect where, with which key. The server
 * hands it on unread; whoever gets it believes nothing of it.
 */
import * as z from 'zod/mini';

/** Bytes of one signal as JSON. */
export const SIGNAL_BYTES_MAX = 2_048;
/** Addresses that are tried of one side. */
export const CANDIDATES_MAX = 8;

/** An address where a side listens for this one connection. */
const Candidate = z.object({
  address: z.string().check(z.maxLength(45)),
  port: z.int().check(z.minimum(1024), z.maximum(65_535)),
});
export type Candidate = z.infer<typeof Candidate>;

/** An X25519 public key of 32 bytes in base64url, made for this connection alone. */
const PublicKey = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
/** With which key one comes, and where one is found. */
export const way = {publicKey: PublicKey, candidates: z.array(Candidate).check(z.maxLength(CANDIDATES_MAX))};

export const Signal = z.discriminatedUnion('type', [
  z.object({type: z.literal('offer'), ...way}),
  z.object({type: z.literal('answer'), ...way}),
  /** Declined, taken back, or answered on another device. */
  z.object({type: z.literal('end'), reason: z.enum(['declined', 'cancelled', 'answered', 'failed'])}),
]);
export type Signal = z.infer<typeof Signal>;

/** Nothing that is not a signal of a known kind comes through. */
export function parseSignal(body: string): Signal | undefined {
  try {
    const parsed = Signal.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
