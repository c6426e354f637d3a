/**
 * A statement of an epoch: the members of a conversation from here on, and a commitment to the key they share; signed by a
 * device of a member.
 */
import type {KeyObject} from 'node:crypto';
import {DEV_BYTES, SUITE} from './accountLink.ts';
import {reader, refused, writer, type Reader} from './primitives/bytes.ts';
import {HASH_BYTES, hashOf, isSigned, KEY_BYTES, SIGNATURE_BYTES, signatureOf} from './primitives/hashes.ts';

export const NONCE_BYTES = 16;
export const MEMBERS_MAX = 200;
const STATEMENT_BYTES_MAX = 256 * 1024;

/** Numbers on the wire. */
const KIND_CODES = {direct: 1, room: 2} as const;
export type ConversationKind = keyof typeof KIND_CODES;
const ADDS_CODES = {all: 1, keepers: 2} as const;
export type Adds = keyof typeof ADDS_CODES;

export interface StatedMember {
  name: string;
  root: Buffer;
  /** Number of the newest link in the member's device chain that the signer knew. */
  accountN: number;
  accountHead: Buffer;
}

export interface EpochStatement {
  /** Id of the conversation, created by its first member, not by the server. */
  conv: Buffer;
  /** Number of the epoch. */
  n: number;
  prev: Buffer;
  kind: ConversationKind;
  members: readonly StatedMember[];
  /** Members who may remove others, and change this list. */
  keepers: readonly string[];
  adds: Adds;
  /** Commitment to the key, so that all members get the same one. */
  commit: Buffer;
  /** Grants signed by members, for people who are let in. */
  grants: readonly Buffer[];
  /** Leaves, each signed by the person who leaves. */
  leaves: readonly Buffer[];
  /** Members who are gone by the server's word alone. */
  serverLeft: readonly string[];
  nonce: Buffer;
  signer: Buffer;
}

export interface ReadStatement extends EpochStatement {
  content: Buffer;
  signature: Buffer;
  hash: Buffer;
}

export const convOf = (nonce: Uint8Array, creatorRoot: Uint8Array, serverId: Uint8Array): Buffer =>
  hashOf('conv', nonce, creatorRoot, serverId);

function codeOf<Name extends string>(codes: Readonly<Record<Name, number>>, code: number): Name {
  const found = (Object.keys(codes) as Name[]).find(name => codes[name] === code);
  if (found === undefined) throw refused('type');
  return found;
}

const encodeMember = ({name, root, accountN, accountHead}: StatedMember): Buffer =>
  writer().text(name).raw(root, KEY_BYTES).u32(accountN).raw(accountHead, HASH_BYTES).end();
const decodeMember = (row: Reader): StatedMember => ({
  name: row.text(),
  root: row.raw(KEY_BYTES),
  accountN: row.u32(),
  accountHead: row.raw(HASH_BYTES),
});

const encodeName = (name: string): Buffer => writer().text(name).end();
const encodeBytes = (bytes: Buffer): Buffer => writer().bytes(bytes).end();

export function signStatement(one: EpochStatement, key: KeyObject): Buffer {
  const content = writer()
    .u8(SUITE)
    .raw(one.conv, HASH_BYTES)
    .u32(one.n)
    .raw(one.prev, HASH_BYTES)
    .u8(KIND_CODES[one.kind])
    .list(one.members, encodeMember)
    .list(one.keepers, encodeName)
    .u8(ADDS_CODES[one.adds])
    .raw(one.commit, KEY_BYTES)
    .list(one.grants, encodeBytes)
    .list(one.leaves, encodeBytes)
    .list(one.serverLeft, encodeName)
    .raw(one.nonce, NONCE_BYTES)
    .raw(one.signer, DEV_BYTES)
    .end();
  return Buffer.concat([content, signatureOf(key, 'statement', content)]);
}

/** Parses a statement; checks its form only. @throws not-genuine */
export function readStatement(source: Buffer): ReadStatement {
  if (source.length > STATEMENT_BYTES_MAX) throw refused('length');
  const from = reader(source);
  if (from.u8() !== SUITE) throw refused('suite');
  const one: EpochStatement = {
    conv: from.raw(HASH_BYTES),
    n: from.u32(),
    prev: from.raw(HASH_BYTES),
    kind: codeOf(KIND_CODES, from.u8()),
    members: from.list(decodeMember),
    keepers: from.list(row => row.text()),
    adds: codeOf(ADDS_CODES, from.u8()),
    commit: from.raw(KEY_BYTES),
    grants: from.list(row => row.bytes()),
    leaves: from.list(row => row.bytes()),
    serverLeft: from.list(row => row.text()),
    nonce: from.raw(NONCE_BYTES),
    signer: from.raw(DEV_BYTES),
  };
  const content = source.subarray(0, from.at());
  const signature = from.raw(SIGNATURE_BYTES);
  from.end();
  return {...one, content, signature, hash: hashOf('statement', content)};
}

export const isStatementBy = ({content, signature}: ReadStatement, key: KeyObject): boolean =>
  isSigned(key, signature, 'statement', content);
