/**
 * Messages that two clients exchange through the server to connect directly: addresses, ports and keys. The server does not read
 * them, and the receiver trusts none of their contents.
 */
import * as z from 'zod/mini';
import {count} from '../fields.ts';

/** Maximum bytes of a signal as JSON. */
export const SIGNAL_BYTES_MAX = 2_048;
/** Maximum addresses per side that are tried. */
export const CANDIDATES_MAX = 8;

/** An address at which a side listens for this connection. */
const Candidate = z.object({
  address: z.string().check(z.maxLength(45)),
  port: z.int().check(z.minimum(1024), z.maximum(65_535)),
});
export type Candidate = z.infer<typeof Candidate>;

/** An ephemeral X25519 public key of 32 bytes in base64url. */
const PublicKey = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
/**
 * Public key and addresses of one side. `dialsFrom`: index of the candidate at which nobody listens; it is the public address
 * of a port from which this side dials at the same time as the other one.
 */
const endpoint = {
  publicKey: PublicKey,
  candidates: z.array(Candidate).check(z.maxLength(CANDIDATES_MAX)),
  dialsFrom: z.optional(z.int().check(z.minimum(0), z.maximum(CANDIDATES_MAX - 1))),
};

const bytes = (lengthMax: number) => z.string().check(z.regex(/^[A-Za-z0-9_-]*$/), z.maxLength(lengthMax));
/** A device and its signature; see `shared/sealed/directKey.ts`. Absent when one side has no keys. */
const signed = {dev: bytes(22), signature: bytes(86)};
const AskSeal = z.object({...signed, atMs: count()});
export type AskSeal = z.infer<typeof AskSeal>;
const AnswerSeal = z.object({...signed, box: bytes(700)});
export type AnswerSeal = z.infer<typeof AnswerSeal>;

/** The endpoint of the asking side, and of the answering side. */
export const endpointOffer = {...endpoint, seal: z.optional(AskSeal)};
export const endpointAnswer = {...endpoint, seal: z.optional(AnswerSeal)};
export type Endpoint = z.infer<z.ZodMiniObject<typeof endpoint>>;
export type EndpointOffer = z.infer<z.ZodMiniObject<typeof endpointOffer>>;
export type EndpointAnswer = z.infer<z.ZodMiniObject<typeof endpointAnswer>>;

/** Path at which the server returns the public address of a connection. */
export const SEEN_PATH = '/seen';
/** Port 0: unknown. */
const Seen = z.object({
  address: z.string().check(z.maxLength(45)),
  port: z.int().check(z.minimum(0), z.maximum(65_535)),
});

/** `undefined` for invalid data. */
export function parseSeen(text: string): z.infer<typeof Seen> | undefined {
  try {
    return Seen.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export const Signal = z.discriminatedUnion('type', [
  z.object({type: z.literal('offer'), ...endpointOffer}),
  z.object({type: z.literal('answer'), ...endpointAnswer}),
  /** The request was declined, withdrawn, or answered on another device, or has failed. */
  z.object({type: z.literal('end'), reason: z.enum(['declined', 'cancelled', 'answered', 'failed'])}),
]);
export type Signal = z.infer<typeof Signal>;

/** `undefined` for signals of unknown types. */
export function parseSignal(body: string): Signal | undefined {
  try {
    const parsed = Signal.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
