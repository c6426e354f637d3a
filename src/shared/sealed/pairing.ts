/** Messages between two devices of one person, through the server, until the existing device has approved the new one. */
import * as z from 'zod/mini';
import {EntryId} from '../fields.ts';
import {DEV_BYTES, LABEL_LENGTH_MAX} from './accountLink.ts';
import {fromText} from './primitives/bytes.ts';

const bytes = (length: number) => z.string().check(z.regex(/^[A-Za-z0-9_-]*$/), z.length(Math.ceil((length * 4) / 3)));
const id = EntryId;

export const PAIRING_TEXT_MAX = 2_048;

const PairingWord = z.discriminatedUnion('type', [
  /** From the new device: its public keys, and a commitment to a nonce that it does not reveal yet. */
  z.strictObject({
    type: z.literal('ask'),
    id,
    sign: bytes(32),
    age: bytes(32),
    label: z.string().check(z.maxLength(LABEL_LENGTH_MAX)),
    commit: bytes(32),
  }),
  /** From the existing device: the account as it knows it, and its own nonce. */
  z.strictObject({type: z.literal('answer'), id, root: bytes(32), head: bytes(32), nonce: bytes(32)}),
  z.strictObject({type: z.literal('reveal'), id, nonce: bytes(32)}),
  /** The person has confirmed the words on the new device, which sends its signed proof. */
  z.strictObject({type: z.literal('proof'), id, proof: bytes(64)}),
  z.strictObject({type: z.literal('done'), id}),
  z.strictObject({type: z.literal('end'), id}),
  /** A device of the account lacks keys that another one may have. */
  z.strictObject({type: z.literal('keys'), dev: bytes(DEV_BYTES)}),
]);
export type PairingWord = z.infer<typeof PairingWord>;

/** `undefined` for an invalid message. */
export function parsePairing(text: string): PairingWord | undefined {
  try {
    const read = PairingWord.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** The new device's request in the form that is hashed into the words. */
export const requestBytes = ({sign, age, label}: {sign: string; age: string; label: string}): Buffer =>
  Buffer.concat([fromText(sign, 32), fromText(age, 32), Buffer.from(label)]);
