/**
 * A link of an account's chain: the full list of its devices after one change, signed by its root or by a device of the link
 * before.
 */
import type {KeyObject} from 'node:crypto';
import {reader, refused, writer, type Reader} from './primitives/bytes.ts';
import {HASH_BYTES, hashOf, KEY_BYTES, SIGNATURE_BYTES, signatureOf} from './primitives/hashes.ts';

export const SUITE = 1;
export const DEV_BYTES = 16;
const SERVER_ID_BYTES = 16;
export const DEVICES_MAX = 20;
export const LABEL_LENGTH_MAX = 64;
/** Of a whole link. */
const LINK_BYTES_MAX = 8 * 1024;

/** Number on the wire, by name. */
export const LINK_TYPES = {genesis: 1, add: 2, revoke: 3, recover: 4, reroot: 5, restart: 6} as const;
export type LinkType = keyof typeof LINK_TYPES;

export interface Device {
  /** First 16 bytes of the hash of both keys. */
  dev: Buffer;
  /** Ed25519 and X25519, public. */
  sign: Buffer;
  age: Buffer;
  /** As its person or its machine calls it; foreign text. */
  label: string;
  /** By the device itself: it belongs to this account. */
  proof: Buffer;
}

export interface AccountLink {
  type: LinkType;
  n: number;
  /** Hash of the link before; zeros in the first one. */
  prev: Buffer;
  serverId: Buffer;
  name: string;
  root: Buffer;
  recovery: Buffer;
  devices: readonly Device[];
  /** Zeros: the root. */
  signer: Buffer;
}

export interface ReadLink extends AccountLink {
  /** What is signed. */
  content: Buffer;
  /** In a new root's link the old root's and the new one's. */
  signatures: readonly Buffer[];
  /** Of the content: a link is the same one whoever has signed it how. */
  hash: Buffer;
}

export const ZEROS = Buffer.alloc(HASH_BYTES);
export const ROOT_SIGNER = Buffer.alloc(DEV_BYTES);

export const devOf = (sign: Uint8Array, age: Uint8Array): Buffer =>
  hashOf('device-request', sign, age).subarray(0, DEV_BYTES);

/** What a device signs to belong to an account. */
export const proofContent = (
  {serverId, name, root}: Pick<AccountLink, 'serverId' | 'name' | 'root'>,
  {sign, age}: Pick<Device, 'sign' | 'age'>,
): Buffer =>
  writer()
    .raw(serverId, SERVER_ID_BYTES)
    .text(name)
    .raw(root, KEY_BYTES)
    .raw(sign, KEY_BYTES)
    .raw(age, KEY_BYTES)
    .end();

const encodeDevice = ({dev, sign, age, label, proof}: Device): Buffer =>
  writer().raw(dev, DEV_BYTES).raw(sign, KEY_BYTES).raw(age, KEY_BYTES).text(label).raw(proof, SIGNATURE_BYTES).end();

const decodeDevice = (row: Reader): Device => ({
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

/** @param keys whoever signs: one, or for a new root the old and the new one */
export function signLink(link: AccountLink, ...keys: readonly KeyObject[]): Buffer {
  const content = encodeLink(link);
  return Buffer.concat([content, ...keys.map(key => signatureOf(key, 'account', content))]);
}

/** Its shape alone. @throws not-genuine */
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
