/** Who gets a box of an account: its devices, and the key of its recovery phrase. */
import type {AccountState} from './accountChain.ts';
import {DEV_BYTES} from './accountLink.ts';
import {toText} from './primitives/bytes.ts';
import {hashOf} from './primitives/hashes.ts';

export interface Recipient {
  /** 22 characters. */
  id: string;
  /** X25519. */
  key: Buffer;
}

export const recoveryIdOf = (recovery: Uint8Array): string =>
  toText(hashOf('recovery', recovery).subarray(0, DEV_BYTES));

export const recipientsOf = ({devices, recovery}: AccountState): Recipient[] => [
  ...devices.map(({dev, age}) => ({id: toText(dev), key: age})),
  {id: recoveryIdOf(recovery), key: recovery},
];
