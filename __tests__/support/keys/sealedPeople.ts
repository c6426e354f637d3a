/** Accounts with keys, made from chance that is known: no server, no disk. */
import {createHash, type KeyObject} from 'node:crypto';
import {verifyChain, type AccountState} from '../../../src/shared/sealed/accountChain.ts';
import {
  devOf,
  proofContent,
  ROOT_SIGNER,
  signLink,
  ZEROS,
  type DeviceKeys,
} from '../../../src/shared/sealed/accountLink.ts';
import {privateKeyOf, publicBytesOf} from '../../../src/shared/sealed/primitives/curves.ts';
import {signatureOf} from '../../../src/shared/sealed/primitives/hashes.ts';
import {keysOfPhrase, type PhraseKeys} from '../../../src/shared/sealed/phrase.ts';
import {commitOf} from '../../../src/shared/sealed/primitives/box.ts';
import {convOf, signStatement, type EpochStatement} from '../../../src/shared/sealed/statement.ts';

/** The same for the same words. */
export const chance = (...words: (string | number)[]): Buffer => createHash('sha256').update(words.join(' ')).digest();

export const SERVER_ID = chance('server').subarray(0, 16);

export interface SealedDevice {
  device: DeviceKeys;
  signKey: KeyObject;
  ageSecret: Buffer;
}

export interface SealedPerson {
  name: string;
  phrase: Buffer;
  keys: PhraseKeys;
  first: SealedDevice;
  links: Buffer[];
  states: AccountState[];
}

export function deviceFor(name: string, root: Buffer, label: string, serverId = SERVER_ID): SealedDevice {
  const signKey = privateKeyOf('ed25519', chance(name, label, 'sign'));
  const ageSecret = chance(name, label, 'age');
  const [sign, age] = [publicBytesOf(signKey), publicBytesOf(privateKeyOf('x25519', ageSecret))];
  const proof = signatureOf(signKey, 'device-proof', proofContent({serverId, name, root}, {sign, age}));
  return {device: {dev: devOf(sign, age), sign, age, label, proof}, signKey, ageSecret};
}

export function sealedPerson(name: string): SealedPerson {
  const phrase = chance(name, 'phrase').subarray(0, 16);
  const keys = keysOfPhrase(phrase, {serverId: SERVER_ID, name});
  const first = deviceFor(name, keys.rootPublic, 'first');
  const link = signLink(
    {
      type: 'genesis',
      n: 0,
      prev: ZEROS,
      serverId: SERVER_ID,
      name,
      root: keys.rootPublic,
      recovery: keys.recoveryPublic,
      devices: [first.device],
      signer: ROOT_SIGNER,
    },
    keys.root,
  );
  return {name, phrase, keys, first, links: [link], states: verifyChain([link], {serverId: SERVER_ID, name})};
}

/** One more link, by this device or by the root. */
export function linkOf(
  {name, states}: SealedPerson,
  type: 'add' | 'revoke' | 'recover',
  devices: readonly DeviceKeys[],
  {signer, key}: {signer: Buffer; key: KeyObject},
): Buffer {
  const before = states.at(-1);
  if (before === undefined) throw new Error('no chain');
  const {root, recovery, head, n} = before;
  return signLink({type, n: n + 1, prev: head, serverId: SERVER_ID, name, root, recovery, devices, signer}, key);
}

export const stated = ({name, keys, states}: SealedPerson) => {
  const state = states.at(-1);
  return {name, root: keys.rootPublic, accountN: state?.n ?? 0, accountHead: state?.head ?? ZEROS};
};

export const epochKeyOf = (n: number): Buffer => chance('epoch key', n);

/** The first statement of a conversation, or one that follows; `change` lies. */
export function statementOf(
  people: readonly SealedPerson[],
  before?: {n: number; hash: Buffer; conv: Buffer; nonce: Buffer},
  change: Partial<EpochStatement> = {},
): Buffer {
  const [by] = people;
  if (by === undefined) throw new Error('nobody');
  const nonce = before?.nonce ?? chance('nonce').subarray(0, 16);
  const conv = before?.conv ?? convOf(nonce, by.keys.rootPublic, SERVER_ID);
  const n = before === undefined ? 0 : before.n + 1;
  return signStatement(
    {
      conv,
      n,
      prev: before?.hash ?? ZEROS,
      kind: 'direct',
      members: people.map(stated),
      keepers: [],
      adds: 'all',
      commit: commitOf(epochKeyOf(n), conv, n),
      grants: [],
      leaves: [],
      serverLeft: [],
      nonce,
      signer: by.first.device.dev,
      ...change,
    },
    by.first.signKey,
  );
}
