/**
 * The key of one direct connection between two devices: one sends a signed request, the other a signed answer with a sealed
 * secret. Both name the devices, the purpose and the time, so that neither is valid anywhere else.
 */
import {timingSafeEqual, type KeyObject} from 'node:crypto';
import type {Candidate} from '../peer/signal.ts';
import {DEV_BYTES, SUITE} from './accountLink.ts';
import {sealTo, unseal} from './primitives/box.ts';
import {fromText, reader, refused, writer} from './primitives/bytes.ts';
import {derive, HASH_BYTES, hashOf, isSigned, KEY_BYTES, labelBytes, signatureOf} from './primitives/hashes.ts';

/** What a side of the way says over the server. */
export interface DirectWay {
  /** X25519, made for this way alone: base64url. */
  publicKey: string;
  candidates: readonly Candidate[];
}

export interface DirectAsk extends DirectWay {
  serverId: Buffer;
  sessionId: string;
  /** Login names. */
  asker: string;
  answerer: string;
  /** Empty for a conversation. */
  fileId: string;
  atMs: number;
  dev: Buffer;
}

export interface DirectAnswer extends DirectWay {
  /** Of the question that it answers. */
  askHash: Buffer;
  dev: Buffer;
  /** The secret, sealed to the device that has asked. */
  box: Buffer;
}

const encodeWay = ({publicKey, candidates}: DirectWay): Buffer => {
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
    .bytes(encodeWay(ask))
    .end();

const encodeAnswer = (answer: DirectAnswer): Buffer =>
  writer()
    .u8(SUITE)
    .raw(answer.askHash, HASH_BYTES)
    .raw(answer.dev, DEV_BYTES)
    .bytes(encodeWay(answer))
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

/** @param recipient X25519 key of the device that has asked */
export const sealSecret = (askHash: Buffer, secret: Uint8Array, recipient: Uint8Array): Promise<Buffer> =>
  sealTo(
    recipient,
    Buffer.concat([labelBytes('direct'), writer().raw(askHash, HASH_BYTES).raw(secret, KEY_BYTES).end()]),
  );

/** @throws not-genuine where it was sealed for another question */
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
 * The key of the way. What the two keys of this way alone agree upon is in it, so that a device that is taken over later does
 * not open what was recorded before; the secret is in it, so that nobody else can have put their key in between.
 */
export const directKey = (agreed: Uint8Array, secret: Uint8Array, answer: DirectAnswer): Buffer =>
  derive(Buffer.concat([agreed, secret]), answer.askHash, 'direct', hashOf('direct', encodeAnswer(answer)));
