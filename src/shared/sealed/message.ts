/** A sealed message: a public header, a padded ciphertext that only members can read, and the signature of the sending device. */
import {randomBytes, type KeyObject} from 'node:crypto';
import {DEV_BYTES, SUITE} from './accountLink.ts';
import {isWhole, refused, writer} from './primitives/bytes.ts';
import {decryptOnce, encryptOnce, TAG_BYTES} from './primitives/cipher.ts';
import {
  derive,
  HASH_BYTES,
  hashOf,
  isSigned,
  isSignedApart,
  KEY_BYTES,
  secretKey,
  sha256,
  SIGNATURE_BYTES,
  signatureOf,
} from './primitives/hashes.ts';

export const MESSAGE_ID_BYTES = 16;

export interface Header {
  /** Number of the epoch, and the hash of its statement. */
  n: number;
  statement: Buffer;
  /** The sending device, and the hash of the newest link of its account that it knows. */
  dev: Buffer;
  accountHead: Buffer;
  /**
   * Counter of the device's messages in this conversation, from 1 without gaps; and the id of the device's previous message,
   * or zeros.
   */
  ctr: number;
  prevOwn: Buffer;
  /** Seq and id of the newest sealed entry that the device has seen; 0 and zeros for none. */
  citeSeq: number;
  cite: Buffer;
  clientMsgId: Buffer;
  salt: Buffer;
}

/** Offsets of the fields in the header, after the suite byte. */
const AT = {
  n: 1,
  statement: 5,
  dev: 37,
  accountHead: 53,
  ctr: 85,
  prevOwn: 93,
  citeSeq: 125,
  cite: 133,
  clientMsgId: 165,
  salt: 181,
} as const;
const HEADER_BYTES = AT.salt + KEY_BYTES;
/** Header length in base64url, which has four characters for three bytes. */
const HEADER_CHARS = (HEADER_BYTES / 3) * 4;

export interface ReadMessage extends Header {
  headerBytes: Buffer;
  sealed: Buffer;
  signature: Buffer;
  /** Hash of header and ciphertext, by which other messages cite this one. */
  id: Buffer;
}

/** Padded lengths in bytes: only the class of a text's length is visible. */
const CLASSES = [256, 1_024, 4_096, 16_384] as const;
const STEP = 16_384;
const PADDED_MAX = 256 * 1_024;
export const BODY_BYTES_MAX = PADDED_MAX - 1;

export function pad(body: Uint8Array): Buffer {
  const least = body.length + 1;
  const length = CLASSES.find(one => one >= least) ?? Math.ceil(least / STEP) * STEP;
  if (length > PADDED_MAX) throw refused('length');
  const padded = Buffer.alloc(length);
  padded.set(body);
  padded[body.length] = 0x80;
  return padded;
}

/** Removes the padding. @throws not-genuine when it is not what `pad` produces */
export function unpad(padded: Buffer): Buffer {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (end < 0 || padded[end] !== 0x80) throw refused('padding');
  const body = padded.subarray(0, end);
  if (pad(body).length !== padded.length) throw refused('padding');
  return body;
}

const encodeHeader = (one: Header): Buffer =>
  writer()
    .u8(SUITE)
    .u32(one.n)
    .raw(one.statement, HASH_BYTES)
    .raw(one.dev, DEV_BYTES)
    .raw(one.accountHead, HASH_BYTES)
    .u64(one.ctr)
    .raw(one.prevOwn, HASH_BYTES)
    .u64(one.citeSeq)
    .raw(one.cite, HASH_BYTES)
    .raw(one.clientMsgId, MESSAGE_ID_BYTES)
    .raw(one.salt, KEY_BYTES)
    .end();

const messageKey = (epochKey: Uint8Array, header: Uint8Array, salt: Uint8Array): KeyObject =>
  secretKey(derive(epochKey, salt, 'message', sha256(header)));

/** @param salt 32 random bytes; only tests with known answers pass them */
export function sealMessage(
  header: Omit<Header, 'salt'>,
  body: Uint8Array,
  {epochKey, signKey, salt = randomBytes(KEY_BYTES)}: {epochKey: Uint8Array; signKey: KeyObject; salt?: Buffer},
): Buffer {
  const headerBytes = encodeHeader({...header, salt});
  const sealed = encryptOnce(messageKey(epochKey, headerBytes, salt), pad(body), headerBytes);
  return Buffer.concat([headerBytes, sealed, signatureOf(signKey, 'message', headerBytes, sealed)]);
}

/** @throws not-genuine */
function requireShape(bytes: number, header: Buffer): void {
  const sealedLength = bytes - HEADER_BYTES - SIGNATURE_BYTES;
  if (sealedLength < CLASSES[0] + TAG_BYTES || sealedLength > PADDED_MAX + TAG_BYTES) throw refused('length');
  if (header[0] !== SUITE) throw refused('suite');
  for (const at of [AT.ctr, AT.citeSeq])
    if (header.readUInt32BE(at) > Number.MAX_SAFE_INTEGER / 2 ** 32) throw refused('number');
}

/** Parses a message; checks its form only. @throws not-genuine */
export function readMessage(source: Buffer): ReadMessage {
  requireShape(source.length, source);
  const number = (at: number) => source.readUInt32BE(at) * 2 ** 32 + source.readUInt32BE(at + 4);
  const header: Header = {
    n: source.readUInt32BE(AT.n),
    statement: source.subarray(AT.statement, AT.dev),
    dev: source.subarray(AT.dev, AT.accountHead),
    accountHead: source.subarray(AT.accountHead, AT.ctr),
    ctr: number(AT.ctr),
    prevOwn: source.subarray(AT.prevOwn, AT.citeSeq),
    citeSeq: number(AT.citeSeq),
    cite: source.subarray(AT.cite, AT.clientMsgId),
    clientMsgId: source.subarray(AT.clientMsgId, AT.salt),
    salt: source.subarray(AT.salt, HEADER_BYTES),
  };
  const headerBytes = source.subarray(0, HEADER_BYTES);
  const sealed = source.subarray(HEADER_BYTES, source.length - SIGNATURE_BYTES);
  const signature = source.subarray(source.length - SIGNATURE_BYTES);
  let id: Buffer | undefined;
  return {
    ...header,
    headerBytes,
    sealed,
    signature,
    // Computed on demand, because ordering messages does not need it.
    get id() {
      return (id ??= hashOf('message', headerBytes, sealed));
    },
  };
}

/** The fields that the server needs to order a message. */
export interface Envelope extends Pick<Header, 'n' | 'statement' | 'dev'> {
  clientMsgId: string;
}

/**
 * Reads the envelope of a message in base64url, whose alphabet was checked before. Accepts and refuses the same messages as
 * `readMessage`, but decodes only the header.
 * @throws not-genuine
 */
export function readEnvelope(text: string): Envelope {
  const header = Buffer.from(text.slice(0, HEADER_CHARS), 'base64url');
  if (header.length !== HEADER_BYTES) throw refused('length');
  requireShape(Math.floor((text.length * 3) / 4), header);
  if (!isWhole(text)) throw refused('encoding');
  return {
    n: header.readUInt32BE(AT.n),
    statement: header.subarray(AT.statement, AT.dev),
    dev: header.subarray(AT.dev, AT.accountHead),
    clientMsgId: header.toString('base64url', AT.clientMsgId, AT.salt),
  };
}

export const isMessageBy = ({headerBytes, sealed, signature}: ReadMessage, key: KeyObject): boolean =>
  isSigned(key, signature, 'message', headerBytes, sealed);

/** The same in Node's thread pool. */
export const isMessageByApart = ({headerBytes, sealed, signature}: ReadMessage, key: KeyObject): Promise<boolean> =>
  isSignedApart(key, signature, 'message', headerBytes, sealed);

/** Decrypts the body; the caller has verified the sender. @throws not-genuine */
export function openMessage({headerBytes, sealed, salt}: ReadMessage, epochKey: Uint8Array): Buffer {
  const key = messageKey(epochKey, headerBytes, salt);
  try {
    return unpad(decryptOnce(key, sealed, headerBytes));
  } catch {
    throw refused('seal');
  }
}
