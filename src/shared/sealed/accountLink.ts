/**
 * A link of an account's chain: the full list of its devices after one change, signed by the root key or by a device of the
 * previous link.
 */
import type {KeyObject} from 'node:crypto';
import {reader, refused, writer, type Reader} from './primitives/bytes.ts';
import {HASH_BYTES, hashOf, KEY_BYTES, SIGNATURE_BYTES, signatureOf} from './primitives/hashes.ts';

export const SUITE = 1;
export const DEV_BYTES = 16;
const SERVER_ID_BYTES = 16;
export const DEVICES_MAX = 20;
export const LABEL_LENGTH_MAX = 64;
/** Maximum bytes of a link. */
const LINK_BYTES_MAX = 8 * 1024;

/** Type numbers on the wire. */
export const LINK_TYPES = {genesis: 1, add: 2, revoke: 3, recover: 4, reroot: 5, restart: 6} as const;
export type LinkType = keyof typeof LINK_TYPES;

export interface DeviceKeys {
  /** First 16 bytes of the hash of both public keys. */
  dev: Buffer;
  /** Public keys: Ed25519 (`sign`) and X25519 (`age`). */
  sign: Buffer;
  age: Buffer;
  /** Name of the device, chosen by its person or machine; text from others. */
  label: string;
  /** Signature of the device itself: that it belongs to this account. */
  proof: Buffer;
}

export interface AccountLink {
  type: LinkType;
  n: number;
  /** Hash of the previous link; zeros in the first one. */
  prev: Buffer;
  serverId: Buffer;
  name: string;
  root: Buffer;
  recovery: Buffer;
  devices: readonly DeviceKeys[];
  /** Id of the signing device; zeros: the root key. */
  signer: Buffer;
}

export interface ReadLink extends AccountLink {
  /** The signed bytes. */
  content: Buffer;
  /** One signature; in a link with a new root, those of the old and the new root. */
  signatures: readonly Buffer[];
  /** Hash of the content only, so that a link is the same whatever its signatures. */
  hash: Buffer;
}

export const ZEROS = Buffer.alloc(HASH_BYTES);
export const ROOT_SIGNER = Buffer.alloc(DEV_BYTES);

export const devOf = (sign: Uint8Array, age: Uint8Array): Buffer =>
  hashOf('device-request', sign, age).subarray(0, DEV_BYTES);

/** The content that a device signs to belong to an account. */
export const proofContent = (
  {serverId, name, root}: Pick<AccountLink, 'serverId' | 'name' | 'root'>,
  {sign, age}: Pick<DeviceKeys, 'sign' | 'age'>,
): Buffer =>
  writer()
    .raw(serverId, SERVER_ID_BYTES)
    .text(name)
    .raw(root, KEY_BYTES)
    .raw(sign, KEY_BYTES)
    .raw(age, KEY_BYTES)
    .end();

const encodeDevice = ({dev, sign, age, label, proof}: DeviceKeys): Buffer =>
  writer().raw(dev, DEV_BYTES).raw(sign, KEY_BYTES).raw(age, KEY_BYTES).text(label).raw(proof, SIGNATURE_BYTES).end();

const decodeDevice = (row: Reader): DeviceKeys => ({
  dev: row.raw(DEV_BYTES),
  sign: row.raw(KEY_BYTES),
  age: row.raw(KEY_BYTES),
  label: row.text(),
  proof: row.raw(SIGNATURE_BYTES),
});

function encodeLink(link: AccountLink): Buffer {
  return writer()
    .u8(SUITE)
    .u8(LINK_TYPES[link.type])
    .u32(link.n)
    .raw(link.prev, HASH_BYTES)
    .raw(link.serverId, SERVER_ID_BYTES)
    .text(link.name)
    .raw(link.root, KEY_BYTES)
    .raw(link.recovery, KEY_BYTES)
    .list(link.devices, encodeDevice)
    .raw(link.signer, DEV_BYTES)
    .end();
}

/** @param keys the signing key; for a new root, the old and the new one */
export function signLink(link: AccountLink, ...keys: readonly KeyObject[]): Buffer {
  const content = encodeLink(link);
  return Buffer.concat([content, ...keys.map(key => signatureOf(key, 'account', content))]);
}

/** Parses a link; checks its form only. @throws not-genuine */
export function readLink(source: Buffer): ReadLink {
  if (source.length > LINK_BYTES_MAX) throw refused('length');
  const from = reader(source);
  if (from.u8() !== SUITE) throw refused('suite');
  const code = from.u8();
  const type = (Object.keys(LINK_TYPES) as LinkType[]).find(name => LINK_TYPES[name] === code);
  if (type === undefined) throw refused('type');
  const link: AccountLink = {
    type,
    n: from.u32(),
    prev: from.raw(HASH_BYTES),
    serverId: from.raw(SERVER_ID_BYTES),
    name: from.text(),
    root: from.raw(KEY_BYTES),
    recovery: from.raw(KEY_BYTES),
    devices: from.list(decodeDevice),
    signer: from.raw(DEV_BYTES),
  };
  const content = source.subarray(0, from.at());
  const signatures = Array.from({length: type === 'reroot' ? 2 : 1}, () => from.raw(SIGNATURE_BYTES));
  from.end();
  if (link.devices.length > DEVICES_MAX) throw refused('devices');
  if (link.devices.some(({label}) => label.length > LABEL_LENGTH_MAX)) throw refused('label');
  return {...link, content, signatures, hash: hashOf('account', content)};
}
