/** Signed consents to changes of a conversation's members: that somebody may enter, or that the signer leaves. */
import type {KeyObject} from 'node:crypto';
import {DEV_BYTES} from './accountLink.ts';
import {reader, writer} from './primitives/bytes.ts';
import {HASH_BYTES, isSigned, KEY_BYTES, SIGNATURE_BYTES, signatureOf} from './primitives/hashes.ts';

export interface Grant {
  conv: Buffer;
  /** Hash of the statement to which the grant applies. */
  prev: Buffer;
  name: string;
  root: Buffer;
  /** Number of the first epoch that the person may read. */
  historyFrom: number;
  /** Device of the member who signs. */
  signer: Buffer;
}

export interface Leave {
  conv: Buffer;
  prev: Buffer;
  name: string;
  signer: Buffer;
}

interface Signed {
  content: Buffer;
  signature: Buffer;
}

export function signGrant({conv, prev, name, root, historyFrom, signer}: Grant, key: KeyObject): Buffer {
  const content = writer()
    .raw(conv, HASH_BYTES)
    .raw(prev, HASH_BYTES)
    .text(name)
    .raw(root, KEY_BYTES)
    .u32(historyFrom)
    .raw(signer, DEV_BYTES)
    .end();
  return Buffer.concat([content, signatureOf(key, 'grant', content)]);
}

/** @throws not-genuine */
export function readGrant(source: Buffer): Grant & Signed {
  const from = reader(source);
  const grant: Grant = {
    conv: from.raw(HASH_BYTES),
    prev: from.raw(HASH_BYTES),
    name: from.text(),
    root: from.raw(KEY_BYTES),
    historyFrom: from.u32(),
    signer: from.raw(DEV_BYTES),
  };
  const content = source.subarray(0, from.at());
  const signature = from.raw(SIGNATURE_BYTES);
  from.end();
  return {...grant, content, signature};
}

export function signLeave({conv, prev, name, signer}: Leave, key: KeyObject): Buffer {
  const content = writer().raw(conv, HASH_BYTES).raw(prev, HASH_BYTES).text(name).raw(signer, DEV_BYTES).end();
  return Buffer.concat([content, signatureOf(key, 'leave', content)]);
}

/** @throws not-genuine */
export function readLeave(source: Buffer): Leave & Signed {
  const from = reader(source);
  const leave: Leave = {
    conv: from.raw(HASH_BYTES),
    prev: from.raw(HASH_BYTES),
    name: from.text(),
    signer: from.raw(DEV_BYTES),
  };
  const content = source.subarray(0, from.at());
  const signature = from.raw(SIGNATURE_BYTES);
  from.end();
  return {...leave, content, signature};
}

export const isGrantBy = ({content, signature}: Signed, key: KeyObject): boolean =>
  isSigned(key, signature, 'grant', content);
export const isLeaveBy = ({content, signature}: Signed, key: KeyObject): boolean =>
  isSigned(key, signature, 'leave', content);
