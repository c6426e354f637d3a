/**
 * Stores the keys of an account on this machine: rows of its local store, encrypted by a key from the keychain, or from the
 * store itself behind a passphrase.
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
  /** Opened; `undefined` where there is none. @throws keys-locked */
  secret(name: string): Buffer | undefined;
  putSecret(name: string, value: Buffer): void;
  seal(place: string, value: Buffer): Buffer;
  /** @throws keys-locked */
  open(place: string, row: Buffer): Buffer;
  /** Key of the search codes. */
  indexKey: Buffer;
  isBehindPassphrase(): boolean;
  /** Sets or changes the passphrase. After a crash at any point either the old or the new state opens the keys. */
  setPassphrase(passphrase: string): Promise<void>;
  /** The key goes back to its place without a passphrase. */
  removePassphrase(): Promise<void>;
  /** Whether it is this one. */
  isPassphrase(typed: string): Promise<boolean>;
  close(): void;
}

const CHECK = 'check';
/** The key of all others, as a file of age with a passphrase. */
export const BEHIND = 'key';
const TRIES_MAX = 5;

/**
 * @throws keys-locked where the rows were encrypted with another key, keys-passphrase where nobody gives it, and errors of
 * keychain and disk
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
  const behind = rows.secretOf(BEHIND);
  const key = behind === undefined ? await keyIn(rows, place) : await keyBehind(behind, place);
  // Whoever was cut while a passphrase was set has it; without one it would lie open for good.
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
    isBehindPassphrase: () => rows.secretOf(BEHIND) !== undefined,
    async setPassphrase(passphrase) {
      const sealed = await sealWithPassphrase(key, passphrase, place.work);
      rows.securely(() => rows.putSecret(BEHIND, sealed));
      await place.remove();
    },
    async removePassphrase() {
      await place.save(key.toString('base64url'));
      rows.securely(() => rows.dropSecret(BEHIND));
    },
    async isPassphrase(typed) {
      const row = rows.secretOf(BEHIND);
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

/** Reads the key from its place, or creates it. */
async function keyIn(rows: SealedRows, place: SecretPlace): Promise<Buffer> {
  const known = await loadKey(place);
  if (known !== undefined) return known;
  if (rows.secretOf(CHECK) !== undefined) throw new ChatError('keys-locked', `${place.label} does not have their key`);
  await place.save(randomBytes(KEY_BYTES).toString('base64url'));
  // Another program may have made one at the same moment: the one that is kept counts.
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
