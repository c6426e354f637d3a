/**
 * A secret encrypted by a passphrase: an age file with one scrypt recipient, like `age -p`. Uses Node's scrypt, off the main
 * thread, because the library's own would block it for a second.
 */
import {randomBytes, scrypt} from 'node:crypto';
import {base64nopad} from '@scure/base';
import type {Identity, Recipient, Stanza} from 'age-encryption';
import {passwordForm} from '../access/password.ts';
import {refused} from './primitives/bytes.ts';
import {decryptOnce, encryptOnce, TAG_BYTES} from './primitives/cipher.ts';
import {KEY_BYTES} from './primitives/hashes.ts';

/** Maximum bytes of an age file with a key of 32 bytes. */
const FILE_BYTES_MAX = 1_024;
const LABEL = 'age-encryption.org/v1/scrypt';
const SALT_BYTES = 16;
const FILE_KEY_BYTES = 16;
/**
 * scrypt work factors, as powers of two: 128 MiB and a third of a second per guess on an ordinary machine. A stored file may
 * need no less, and at most twice that.
 */
const WORK = 17;
const WORK_MAX = 18;
const BLOCK = 8;

function keyOf(passphrase: string, salt: Uint8Array, work: number): Promise<Buffer> {
  const labelled = Buffer.concat([Buffer.from(LABEL), salt]);
  const cost = {N: 2 ** work, r: BLOCK, p: 1, maxmem: 2 ** work * BLOCK * 128 + 2 ** 20};
  return new Promise((resolve, reject) =>
    scrypt(passphrase, labelled, KEY_BYTES, cost, (error, key) => (error === null ? resolve(key) : reject(error))),
  );
}

const recipientOf = (passphrase: string, work: number, StanzaOf: typeof Stanza): Recipient => ({
  async wrapFileKey(fileKey) {
    const salt = randomBytes(SALT_BYTES);
    const key = await keyOf(passphrase, salt, work);
    const body = encryptOnce(key, fileKey);
    key.fill(0);
    return [new StanzaOf(['scrypt', base64nopad.encode(Uint8Array.from(salt)), String(work)], Uint8Array.from(body))];
  },
});

const identityOf = (passphrase: string, least: number): Identity => ({
  async unwrapFileKey(stanzas) {
    const [stanza] = stanzas;
    const [type, salt = '', work = ''] = stanza?.args ?? [];
    const isIts = stanzas.length === 1 && type === 'scrypt' && stanza?.args.length === 3;
    if (!isIts || !/^[1-9]\d?$/.test(work) || Number(work) < least || Number(work) > WORK_MAX)
      throw refused('passphrase');
    if (stanza.body.length !== FILE_KEY_BYTES + TAG_BYTES) throw refused('passphrase');
    const key = await keyOf(passphrase, base64nopad.decode(salt), Number(work));
    try {
      return Uint8Array.from(decryptOnce(key, stanza.body));
    } catch {
      return null;
    } finally {
      key.fill(0);
    }
  },
});

/** @param work only tests lower it */
export async function sealWithPassphrase(secret: Uint8Array, passphrase: string, work = WORK): Promise<Buffer> {
  const {Encrypter, Stanza: StanzaOf} = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipientOf(passwordForm(passphrase), work, StanzaOf));
  return Buffer.from(await encrypter.encrypt(Uint8Array.from(secret)));
}

/**
 * @param least only tests lower it
 * @returns `undefined` when the passphrase is wrong.
 * @throws not-genuine when it is no such file
 */
export async function openWithPassphrase(
  file: Uint8Array,
  passphrase: string,
  least = WORK,
): Promise<Buffer | undefined> {
  if (file.length > FILE_BYTES_MAX) throw refused('length');
  const {Decrypter} = await import('age-encryption');
  const decrypter = new Decrypter();
  let isOther = false;
  const identity = identityOf(passwordForm(passphrase), least);
  decrypter.addIdentity({
    async unwrapFileKey(stanzas: Stanza[]) {
      const key = await identity.unwrapFileKey(stanzas);
      isOther = key === null;
      return key;
    },
  });
  try {
    return Buffer.from(await decrypter.decrypt(Uint8Array.from(file)));
  } catch {
    if (isOther) return undefined;
    throw refused('passphrase');
  }
}
