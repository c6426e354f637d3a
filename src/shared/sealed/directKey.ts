/**
 * The key of one direct connection between two devices: one sends a signed request, the other a signed answer with a sealed
 * secret. Both name the devices, the purpose and the time, so that neither is valid for anything else.
 */
import {timingSafeEqual, type KeyObject} from 'node:crypto';
import type {Candidate} from '../peer/signal.ts';
import {DEV_BYTES, SUITE} from './accountLink.ts';
import {sealTo, unseal} from './primitives/box.ts';
import {fromText, reader, refused, writer} from './primitives/bytes.ts';
import {derive, HASH_BYTES, hashOf, isSigned, KEY_BYTES, labelBytes, signatureOf} from './primitives/hashes.ts';

/** One side's public key and addresses, sent through the server. */
export interface DirectEndpoint {
  /** Ephemeral X25519 public key of this connection, in base64url. */
  publicKey: string;
  candidates: readonly Candidate[];
}

export interface DirectAsk extends DirectEndpoint {
  serverId: Buffer;
  sessionId: string;
  /** Login names of both sides. */
  asker: string;
  answerer: string;
  /** Empty for a direct conversation. */
  fileId: string;
  atMs: number;
  dev: Buffer;
}

export interface DirectAnswer extends DirectEndpoint {
  /** Hash of the request that is answered. */
  askHash: Buffer;
  dev: Buffer;
  /** The secret, sealed for the asking device. */
  box: Buffer;
}

const encodeEndpoint = ({publicKey, candidates}: DirectEndpoint): Buffer => {
  const to = writer().raw(fromText(publicKey, KEY_BYTES), KEY_BYTES).u16(candidates.length);
  for (const {address, port} of candidates) to.text(address).u16(port);
  return to.end();
};

const encodeAsk = (ask: DirectAsk): Buffer =>
  writer()
    .u8(SUITE)
    .raw(ask.serverId, 16)
    .text(ask.sessionId)
    .text(ask.asker)
    .text(ask.answerer)
    .text(ask.fileId)
    .u64(ask.atMs)
    .raw(ask.dev, DEV_BYTES)
    .bytes(encodeEndpoint(ask))
    .end();

const encodeAnswer = (answer: DirectAnswer): Buffer =>
  writer()
    .u8(SUITE)
    .raw(answer.askHash, HASH_BYTES)
    .raw(answer.dev, DEV_BYTES)
    .bytes(encodeEndpoint(answer))
    .bytes(answer.box)
    .end();

export const askHashOf = (ask: DirectAsk): Buffer => hashOf('direct-ask', encodeAsk(ask));

export const signAsk = (ask: DirectAsk, key: KeyObject): Buffer => signatureOf(key, 'direct-ask', encodeAsk(ask));
export const isAskBy = (ask: DirectAsk, signature: Uint8Array, key: KeyObject): boolean =>
  isSigned(key, signature, 'direct-ask', encodeAsk(ask));

export const signAnswer = (answer: DirectAnswer, key: KeyObject): Buffer =>
  signatureOf(key, 'direct', encodeAnswer(answer));
export const isAnswerBy = (answer: DirectAnswer, signature: Uint8Array, key: KeyObject): boolean =>
  isSigned(key, signature, 'direct', encodeAnswer(answer));

/** @param recipient X25519 public key of the asking device */
export const sealSecret = (askHash: Buffer, secret: Uint8Array, recipient: Uint8Array): Promise<Buffer> =>
  sealTo(
    recipient,
    Buffer.concat([labelBytes('direct'), writer().raw(askHash, HASH_BYTES).raw(secret, KEY_BYTES).end()]),
  );

/** @throws not-genuine when the secret was sealed for another request */
export async function openSecret({askHash, box}: DirectAnswer, deviceSecret: Uint8Array): Promise<Buffer> {
  const content = await unseal(deviceSecret, box);
  const label = labelBytes('direct');
  if (!content.subarray(0, label.length).equals(label)) throw refused('box');
  const from = reader(content.subarray(label.length));
  const isOfThis = timingSafeEqual(from.raw(HASH_BYTES), askHash);
  const secret = Buffer.from(from.raw(KEY_BYTES));
  from.end();
  if (!isOfThis) throw refused('box');
  return secret;
}

/**
 * Derives the key of the connection from both the ephemeral agreement, so that a device key stolen later opens no recorded
 * connection, and the sealed secret, so that nobody in between can substitute a public key.
 */
export const directKey = (agreed: Uint8Array, secret: Uint8Array, answer: DirectAnswer): Buffer =>
  derive(Buffer.concat([agreed, secret]), answer.askHash, 'direct', hashOf('direct', encodeAnswer(answer)));
