/** The keys of this device, created once, and the first link of its account. */
import {randomBytes, type KeyObject} from 'node:crypto';
import {devOf, proofContent, ROOT_SIGNER, signLink, ZEROS, type DeviceKeys} from '../../shared/sealed/accountLink.ts';
import {toText} from '../../shared/sealed/primitives/bytes.ts';
import {privateKeyOf, publicBytesOf} from '../../shared/sealed/primitives/curves.ts';
import {KEY_BYTES, signatureOf} from '../../shared/sealed/primitives/hashes.ts';
import {keysOfPhrase, PHRASE_BYTES, type KeyOwner} from '../../shared/sealed/phrase.ts';
import type {KeyStore} from './keyStore.ts';

export interface OwnDevice {
  dev: Buffer;
  /** The device id in base64url, to which boxes are addressed. */
  id: string;
  signKey: KeyObject;
  sign: Buffer;
  ageSecret: Buffer;
  age: Buffer;
}

const NAME = 'device';
const PHRASE = 'phrase';

/** @param secrets the stored form: signing secret, then decryption secret */
function toDevice(secrets: Buffer): OwnDevice {
  const ageSecret = secrets.subarray(KEY_BYTES);
  const signKey = privateKeyOf('ed25519', secrets.subarray(0, KEY_BYTES));
  const [sign, age] = [publicBytesOf(signKey), publicBytesOf(privateKeyOf('x25519', ageSecret))];
  const dev = devOf(sign, age);
  return {dev, id: toText(dev), signKey, sign, ageSecret, age};
}

/** The device keys, created once; all programs that use this store share them. */
export function ownDeviceOf(store: KeyStore): OwnDevice {
  return toDevice(
    store.rows.together(() => {
      const known = store.secret(NAME);
      if (known !== undefined) return known;
      const made = randomBytes(2 * KEY_BYTES);
      store.putSecret(NAME, made);
      return made;
    }),
  );
}

/** This device's entry in the account's chain. */
export function deviceIn(
  {dev, sign, age, signKey}: OwnDevice,
  label: string,
  account: KeyOwner & {root: Buffer},
): DeviceKeys {
  const of = {...account, serverId: Buffer.from(account.serverId)};
  return {dev, sign, age, label, proof: signatureOf(signKey, 'device-proof', proofContent(of, {sign, age}))};
}

/** The stored recovery phrase; creates one if there is none. */
export const keptPhrase = (store: KeyStore): Buffer =>
  store.rows.together(() => {
    const known = store.secret(PHRASE);
    if (known !== undefined) return known;
    const made = randomBytes(PHRASE_BYTES);
    store.putSecret(PHRASE, made);
    return made;
  });

/**
 * Signs the first link of an account. The recovery phrase stays in the store, encrypted, until the person has written it
 * down.
 */
export function firstLink(store: KeyStore, own: OwnDevice, label: string, whose: KeyOwner): Buffer {
  const keys = keysOfPhrase(keptPhrase(store), whose);
  return signLink(
    {
      type: 'genesis',
      n: 0,
      prev: ZEROS,
      serverId: Buffer.from(whose.serverId),
      name: whose.name,
      root: keys.rootPublic,
      recovery: keys.recoveryPublic,
      devices: [deviceIn(own, label, {...whose, root: keys.rootPublic})],
      signer: ROOT_SIGNER,
    },
    keys.root,
  );
}

/** The recovery phrase; absent once the person has written it down. */
export const unwrittenPhrase = (store: KeyStore): Buffer | undefined => store.secret(PHRASE);
export const forgetPhrase = (store: KeyStore): void => store.rows.dropSecret(PHRASE);
