/**
 * Stores the keys of an account on this machine: rows of its local store, encrypted with a main key, which is in the keychain
 * or, protected by a passphrase, in the store itself.
 */
import {randomBytes} from 'node:crypto';
import {ChatError} from '../../shared/errors.ts';
import {derive, KEY_BYTES} from '../../shared/sealed/primitives/hashes.ts';
import {openWithPassphrase, sealWithPassphrase} from '../../shared/sealed/passphrase.ts';
import {openRow, sealRow} from '../../shared/sealed/storeRow.ts';
import type {SecretPlace} from '../core/secretPlace.ts';
import type {AccountStore} from '../local/accountStore.ts';
import {openSealedRows, type SealedRows} from '../local/sealedRows.ts';

export interface KeyStore {
  rows: SealedRows;
  /** The decrypted secret; `undefined` when there is none. @throws keys-locked */
  secret(name: string): Buffer | undefined;
  putSecret(name: string, value: Buffer): void;
  seal(place: string, value: Buffer): Buffer;
  /** @throws keys-locked */
  open(place: string, row: Buffer): Buffer;
  /** Key for the search codes of the local index. */
  indexKey: Buffer;
  isBehindPassphrase(): boolean;
  /** Sets or changes the passphrase. After a crash at any point, the old or the new passphrase opens the keys. */
  setPassphrase(passphrase: string): Promise<void>;
  /** Stores the main key in its place (such as the keychain) again, without a passphrase. */
  removePassphrase(): Promise<void>;
  /** Whether the typed passphrase is the right one. */
  isPassphrase(typed: string): Promise<boolean>;
  close(): void;
}

const CHECK = 'check';
/** Row with the main key, as an age file encrypted by the passphrase. */
export const WRAPPED_KEY = 'key';
const TRIES_MAX = 5;

/**
 * @throws keys-locked when the rows were encrypted with another key, keys-passphrase when no passphrase is given, and errors
 * of keychain and disk
 */
export async function openKeyStore(opening: Promise<AccountStore>, place: SecretPlace): Promise<KeyStore> {
  const rows = openSealedRows(await opening);
  try {
    return await toStore(rows, place);
  } catch (error) {
    rows.close();
    throw error;
  }
}

async function toStore(rows: SealedRows, place: SecretPlace): Promise<KeyStore> {
  const behind = rows.secretOf(WRAPPED_KEY);
  const key = behind === undefined ? await keyIn(rows, place) : await keyBehind(behind, place);
  // A crash while the passphrase was set may have left the unprotected key in its place: remove it.
  if (behind !== undefined) await place.remove().catch(() => undefined);
  const seal = (where: string, value: Buffer) => sealRow(key, where, value);
  const open = (where: string, row: Buffer) => {
    try {
      return openRow(key, where, row);
    } catch (error) {
      throw new ChatError('keys-locked', `they do not fit to what is in ${place.label}`, {cause: error});
    }
  };
  const store: KeyStore = {
    rows,
    seal,
    open,
    indexKey: derive(key, Buffer.alloc(KEY_BYTES), 'index'),
    isBehindPassphrase: () => rows.secretOf(WRAPPED_KEY) !== undefined,
    async setPassphrase(passphrase) {
      const sealed = await sealWithPassphrase(key, passphrase, place.work);
      rows.withSecureDelete(() => rows.putSecret(WRAPPED_KEY, sealed));
      await place.remove();
    },
    async removePassphrase() {
      await place.save(key.toString('base64url'));
      rows.withSecureDelete(() => rows.dropSecret(WRAPPED_KEY));
    },
    async isPassphrase(typed) {
      const row = rows.secretOf(WRAPPED_KEY);
      const opened = row === undefined ? undefined : await openWithPassphrase(row, typed, place.work);
      const isRight = opened?.equals(key) === true;
      opened?.fill(0);
      return isRight;
    },
    secret(name) {
      const row = rows.secretOf(name);
      return row === undefined ? undefined : open(`secret ${name}`, row);
    },
    putSecret: (name, value) => rows.putSecret(name, seal(`secret ${name}`, value)),
    close() {
      key.fill(0);
      store.indexKey.fill(0);
      rows.close();
    },
  };
  rows.together(() => {
    if (store.secret(CHECK) === undefined) store.putSecret(CHECK, Buffer.from(CHECK));
  });
  return store;
}

/** Reads the main key from its place, or creates it. */
async function keyIn(rows: SealedRows, place: SecretPlace): Promise<Buffer> {
  const known = await loadKey(place);
  if (known !== undefined) return known;
  if (rows.secretOf(CHECK) !== undefined) throw new ChatError('keys-locked', `${place.label} does not have their key`);
  await place.save(randomBytes(KEY_BYTES).toString('base64url'));
  // Another program may have created a key at the same moment: use the one that is stored.
  const kept = await loadKey(place);
  if (kept === undefined) throw new ChatError('keys-locked', `${place.label} does not keep their key`);
  return kept;
}

async function keyBehind(sealed: Buffer, place: SecretPlace): Promise<Buffer> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const typed = await place.passphrase?.(tries > 0);
    if (typed === undefined) throw new ChatError(tries === 0 ? 'keys-passphrase' : 'passphrase-wrong');
    const key = await openWithPassphrase(sealed, typed, place.work);
    if (key?.length === KEY_BYTES) return key;
  }
  throw new ChatError('passphrase-wrong');
}

async function loadKey(place: SecretPlace): Promise<Buffer | undefined> {
  const text = await place.load();
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64url');
  if (key.length !== KEY_BYTES) throw new ChatError('keys-locked', `what ${place.label} has is no key`);
  return key;
}
