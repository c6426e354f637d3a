/** Session tokens by account and server, in the chosen store: keychain, file, memory or environment. */
import {randomBytes} from 'node:crypto';
import {addressOf} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import type {TokenStore, TokenStoreOptions} from './tokenStore.ts';
import * as tokenStores from './tokenStores.ts';

const STORES: Readonly<Record<TokenStoreName, (options: TokenStoreOptions) => TokenStore>> = tokenStores;

export type TokenStoreName = keyof typeof tokenStores;

/** Identifies a stored token: the store, the server and the account. */
export interface TokenPlace extends TokenStoreOptions {
  store: TokenStoreName;
  serverUrl: string;
  /** Fingerprint of the server's key; absent when its certificate is checked by name. */
  fingerprint?: string;
  /** Login name. */
  name: string;
}

/**
 * `login@host:port`; for https with the scheme and the key's fingerprint, so that a token given to an encrypted server is
 * never sent unencrypted, or to a server with another key.
 */
function accountOf({serverUrl, name, fingerprint}: Pick<TokenPlace, 'serverUrl' | 'name' | 'fingerprint'>): string {
  const address = addressOf(serverUrl);
  if (!serverUrl.startsWith('https:')) return `${name}@${address}`;
  return `${name}@https://${address}${fingerprint === undefined ? '' : `#${fingerprint}`}`;
}

/**
 * `undefined` when this store has no token for the account.
 * @throws keychain-failed, credentials-unsafe, credentials-damaged
 */
export const loadToken = (place: TokenPlace): Promise<string | undefined> =>
  STORES[place.store](place).load(accountOf(place));

/** @throws keychain-failed, credentials-unsafe, file-unwritable */
export const saveToken = (place: TokenPlace, token: string): Promise<void> =>
  STORES[place.store](place).save(accountOf(place), token);

/** @throws keychain-failed */
export const deleteToken = (place: TokenPlace): Promise<void> => STORES[place.store](place).delete(accountOf(place));

/** Checks that the file of a login can be written. @throws credentials-unsafe, file-unwritable */
export {probeFolder} from './tokenStores/file.ts';

/**
 * Checks that the keychain stores what it is given: writes, reads back and deletes a probe. A locked keychain may ask the
 * person to unlock it.
 * @returns the reason why it does not work, as part of a sentence; `undefined` when it works
 */
export async function probeKeychain(): Promise<string | undefined> {
  const keychain = STORES.keychain({dir: ''});
  const account = `probe-${randomBytes(6).toString('hex')}`;
  try {
    await keychain.save(account, 'probe');
    await keychain.delete(account);
    return undefined;
  } catch (error) {
    if (error instanceof ChatError) return error.detail;
    throw error;
  }
}
