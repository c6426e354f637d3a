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
  /** Of the epoch, and the hash of its statement. */
  n: number;
  statement: Buffer;
  /** The device that sends, and the newest link of its account that it knows. */
  dev: Buffer;
  accountHead: Buffer;
  /** From 1, without a hole, of this device in this conversation; zeros and the id of its message before this one. */
  ctr: number;
  prevOwn: Buffer;
  /** The newest sealed entry that it has seen; 0 and zeros for none. */
  citeSeq: number;
  cite: Buffer;
  clientMsgId: Buffer;
  salt: Buffer;
}

/** Where each field begins: behind the suite, in the order of the header. */
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
/** In base64url: three bytes are four characters. */
const HEADER_CHARS = (HEADER_BYTES / 3) * 4;

export interface ReadMessage extends Header {
  headerBytes: Buffer;
  sealed: Buffer;
  signature: Buffer;
  /** Of header and sealed text: what another message cites. */
  id: Buffer;
}

/** Padded lengths: nothing but the class can be told of a text. */
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

/** @throws not-genuine where it is not what `pad` would have made */
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

/** @param salt 32 random bytes; only the known answers give them */
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

/** Its shape alone. @throws not-genuine */
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
    // Whoever only orders messages does not need it.
    get id() {
      return (id ??= hashOf('message', headerBytes, sealed));
    },
  };
}

/** What of a message matters to whoever only orders messages. */
export interface Envelope extends Pick<Header, 'n' | 'statement' | 'dev'> {
  clientMsgId: string;
}

/**
 * Of a message as text in base64url, whose alphabet was looked at before: takes and refuses what `readMessage` does, and decodes
 * the header alone. @throws not-genuine
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

/** The same in a thread of Node's pool. */
export const isMessageByApart = ({headerBytes, sealed, signature}: ReadMessage, key: KeyObject): Promise<boolean> =>
  isSignedApart(key, signature, 'message', headerBytes, sealed);

/** The body; whose it is has been checked before. @throws not-genuine */
export function openMessage({headerBytes, sealed, salt}: ReadMessage, epochKey: Uint8Array): Buffer {
  const key = messageKey(epochKey, headerBytes, salt);
  try {
    return unpad(decryptOnce(key, sealed, headerBytes));
  } catch {
    throw refused('seal');
  }
}
