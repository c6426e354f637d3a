/** The state of an account after a chain of links, each verified against the state before it. */
import type {KeyObject} from 'node:crypto';
import {refused, toText} from './primitives/bytes.ts';
import {requireRecipient, signKeyOf} from './primitives/curves.ts';
import {
  devOf,
  proofContent,
  readLink,
  ROOT_SIGNER,
  ZEROS,
  type DeviceKeys,
  type ReadLink,
  DEV_BYTES,
} from './accountLink.ts';
import {isSigned, hashOf} from './primitives/hashes.ts';
import type {KeyOwner} from './phrase.ts';

/** The state of an account after one of its links. */
export interface AccountState {
  n: number;
  /** Hash of the newest link. */
  head: Buffer;
  root: Buffer;
  recovery: Buffer;
  devices: readonly DeviceKeys[];
  /**
   * How often the account's keys were restarted without its former keys. What was verified or let in during one era says
   * nothing about another.
   */
  era: number;
}

const sameKeys = (one: DeviceKeys, other: DeviceKeys): boolean =>
  one.dev.equals(other.dev) && one.label === other.label && one.proof.equals(other.proof);
const isIn = (devices: readonly DeviceKeys[], device: DeviceKeys): boolean =>
  devices.some(one => sameKeys(one, device));

export const deviceOf = ({devices}: AccountState, dev: Uint8Array): DeviceKeys | undefined =>
  devices.find(one => one.dev.equals(dev));

/** Key objects by bytes: creating one costs as much as verifying a signature. */
const made = new WeakMap<Buffer, KeyObject>();
export function keyOf(bytes: Buffer): KeyObject {
  const known = made.get(bytes) ?? signKeyOf(bytes);
  made.set(bytes, known);
  return known;
}

function requireDevice(device: DeviceKeys, link: ReadLink): void {
  if (!devOf(device.sign, device.age).equals(device.dev)) throw refused('device');
  requireRecipient(device.age);
  if (!isSigned(keyOf(device.sign), device.proof, 'device-proof', proofContent(link, device)))
    throw refused('signature');
}

function requireSignature(link: ReadLink, key: Buffer, signature: Buffer | undefined): void {
  if (signature === undefined || !isSigned(keyOf(key), signature, 'account', link.content)) throw refused('signature');
}

function requireSigner(link: ReadLink, before: AccountState): void {
  const [first] = link.signatures;
  // A restart is signed by the new root only: the former keys are lost, and only the chain's order binds it to them.
  if (link.type === 'restart') return requireSignature(link, link.root, first);
  if (link.signer.equals(ROOT_SIGNER)) return requireSignature(link, before.root, first);
  const device = deviceOf(before, link.signer);
  if (device === undefined) throw refused('device');
  requireSignature(link, device.sign, first);
}

/** Checks which changes a type of link may make. */
function requireChange(link: ReadLink, before: AccountState): void {
  const isRootSame = link.root.equals(before.root) && link.recovery.equals(before.recovery);
  const isRootSigned = link.signer.equals(ROOT_SIGNER);
  const added = link.devices.filter(device => !isIn(before.devices, device));
  const removed = before.devices.filter(device => !isIn(link.devices, device));
  if (link.type === 'genesis') throw refused('type');
  if (link.type === 'restart') {
    if (link.root.equals(before.root) || link.recovery.equals(before.recovery) || !isRootSigned) throw refused('root');
    return;
  }
  if (link.type === 'reroot') {
    if (isRootSame || !isRootSigned) throw refused('root');
    return requireSignature(link, link.root, link.signatures[1]);
  }
  if (!isRootSame) throw refused('root');
  if (link.type === 'add' && (added.length === 0 || removed.length > 0)) throw refused('devices');
  if (link.type === 'revoke' && (removed.length === 0 || added.length > 0)) throw refused('devices');
  if (link.type === 'recover' && !isRootSigned) throw refused('signer');
}

/**
 * The state after one more link.
 * @param before absent for the first link
 * @throws not-genuine; chain-forked when the link does not continue that state
 */
export function verifyLink(before: AccountState | undefined, source: Buffer, whose: KeyOwner): AccountState {
  const link = readLink(source);
  if (!link.serverId.equals(whose.serverId)) throw refused('server');
  if (link.name !== whose.name) throw refused('name');
  signKeyOf(link.root);
  requireRecipient(link.recovery);
  if (link.devices.length === 0 && link.type !== 'revoke') throw refused('devices');
  const devs = new Set(link.devices.map(({dev}) => dev.toString('hex')));
  if (devs.size !== link.devices.length) throw refused('devices');
  if (before === undefined) {
    if (link.type !== 'genesis' || link.n !== 0 || !link.prev.equals(ZEROS)) throw refused('type');
    if (!link.signer.equals(ROOT_SIGNER)) throw refused('signer');
    requireSignature(link, link.root, link.signatures[0]);
  } else {
    if (link.n !== before.n + 1 || !link.prev.equals(before.head)) throw refused('order');
    requireSigner(link, before);
    requireChange(link, before);
  }
  const known = before?.root.equals(link.root) === true ? before.devices : [];
  for (const device of link.devices) if (!isIn(known, device)) requireDevice(device, link);
  const {n, hash: head, root, recovery, devices} = link;
  const era = (before?.era ?? 0) + (link.type === 'restart' ? 1 : 0);
  return {n, head, root, recovery, devices, era};
}

/** The states after each link of a chain, or of links that continue `before`. @throws not-genuine */
export function verifyChain(links: readonly Buffer[], whose: KeyOwner, before?: AccountState): AccountState[] {
  const states: AccountState[] = [];
  for (const link of links) states.push(verifyLink(states.at(-1) ?? before, link, whose));
  return states;
}

/** A recipient of an account's boxes: a device, or the recovery phrase. */
export interface Recipient {
  /** Id of 22 characters. */
  id: string;
  /** X25519 public key. */
  key: Buffer;
}

export const recoveryIdOf = (recovery: Uint8Array): string =>
  toText(hashOf('recovery', recovery).subarray(0, DEV_BYTES));

export const recipientsOf = ({devices, recovery}: AccountState): Recipient[] => [
  ...devices.map(({dev, age}) => ({id: toText(dev), key: age})),
  {id: recoveryIdOf(recovery), key: recovery},
];
