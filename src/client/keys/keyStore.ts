/** Where the keys of an account on this machine are: rows of its local store, sealed by a key that the keychain keeps. */
import {randomBytes} from 'node:crypto';
import {ChatError} from '../../shared/errors.ts';
import {derive, KEY_BYTES} from '../../shared/sealed/hashes.ts';
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
  /** Under which words are looked for. */
  indexKey: Buffer;
  close(): void;
}

const CHECK = 'check';

/** @throws keys-locked where what is here was sealed with another key, whatever the keychain and the disk throw */
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
  let storeKey = await loadKey(place);
  const isUsed = rows.secretOf(CHECK) !== undefined;
  if (storeKey === undefined && isUsed) throw new ChatError('keys-locked', `${place.label} does not have their key`);
  if (storeKey === undefined) {
    await place.save(randomBytes(KEY_BYTES).toString('base64url'));
    // Another program may have made one at the same moment: the one that is kept counts.
    storeKey = await loadKey(place);
    if (storeKey === undefined) throw new ChatError('keys-locked', `${place.label} does not keep their key`);
  }
  const key = storeKey;
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

async function loadKey(place: SecretPlace): Promise<Buffer | undefined> {
  const text = await place.load();
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64url');
  if (key.length !== KEY_BYTES) throw new ChatError('keys-locked', `what ${place.label} has is no key`);
  return key;
}
