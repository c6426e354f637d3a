/** The body of a sealed message: strict JSON, one shape per type. */
import * as z from 'zod/mini';
import {Bundle} from '../bundle.ts';
import {EMOJI_LENGTH_MAX} from '../words/emoji.ts';
import {count, Name, Seq, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {refused} from './primitives/bytes.ts';

const hash = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
const words = text(1_000_000);
/** A reference to an earlier entry: its seq, and its hash, so that the server cannot put another entry in its place. */
const target = z.strictObject({seq: Seq, hash});

export const Body = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['message', 'action']),
    text: words,
    /** Time by the sender's clock. */
    sentAtMs: count(),
    replyTo: z.optional(target),
    threadOf: z.optional(target),
    forwarded: z.optional(z.strictObject({sender: Name, sentAtMs: count()})),
  }),
  z.strictObject({type: z.literal('edit'), of: target, text: words, sentAtMs: count()}),
  z.strictObject({type: z.literal('delete'), of: target, sentAtMs: count()}),
  z.strictObject({
    type: z.literal('react'),
    of: target,
    emoji: text(EMOJI_LENGTH_MAX),
    isOn: z.boolean(),
    sentAtMs: count(),
  }),
  z.strictObject({type: z.literal('pin'), of: target, isOn: z.boolean(), sentAtMs: count()}),
  z.strictObject({
    type: z.literal('file'),
    name: text(FIXED_LIMITS.fileNameLengthMax),
    sizeBytes: count(),
    /** The age secret key of this file only: `AGE-SECRET-KEY-1…`. */
    identity: z.string().check(z.regex(/^AGE-SECRET-KEY-1[A-Z0-9]{58}$/)),
    /** SHA-256 of the encrypted bytes. */
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    /** Set for a tar archive of several files and folders. */
    bundle: z.optional(z.strictObject(Bundle.shape)),
    sentAtMs: count(),
  }),
  z.strictObject({type: z.literal('topic'), text: text(FIXED_LIMITS.topicLengthMax), sentAtMs: count()}),
  z.strictObject({type: z.literal('describe'), text: text(FIXED_LIMITS.descriptionLengthMax), sentAtMs: count()}),
]);
export type Body = z.infer<typeof Body>;
export type BodyTarget = z.infer<typeof target>;

export const encodeBody = (body: Body): Buffer => Buffer.from(JSON.stringify(body));

/** @throws not-genuine */
export function decodeBody(bytes: Buffer): Body {
  try {
    return Body.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw refused('body');
  }
}
