/** Session tokens by account and server, in the chosen store: keychain, file, memory or environment. */
import {randomBytes} from 'node:crypto';
import {addressOf} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import type {TokenStore, TokenStoreOptions} from './tokenStore.ts';
import * as tokenStores from './tokenStores.ts';

const STORES: Readonly<Record<TokenStoreName, (options: TokenStoreOptions) => TokenStore>> = tokenStores;

export type TokenStoreName = keyof typeof tokenStores;

/** Where, and whose. */
export interface TokenPlace extends TokenStoreOptions {
  store: TokenStoreName;
  serverUrl: string;
  /** Of the key by which the server is known; absent where its name is enough. */
  fingerprint?: string;
  /** Login name. */
  name: string;
}

/**
 * `login@host:port`, and for https the scheme and the key as well: what was given to an encrypted server is never sent in the
 * clear, or to one with another key.
 */
function accountOf({serverUrl, name, fingerprint}: Pick<TokenPlace, 'serverUrl' | 'name' | 'fingerprint'>): string {
  const address = addressOf(serverUrl);
  if (!serverUrl.startsWith('https:')) return `${name}@${address}`;
  return `${name}@https://${address}${fingerprint === undefined ? '' : `#${fingerprint}`}`;
}

/** `undefined` only says that there is none here. @throws keychain-failed, credentials-unsafe, credentials-damaged */
export const loadToken = (place: TokenPlace): Promise<string | undefined> =>
  STORES[place.store](place).load(accountOf(place));

/** @throws keychain-failed, credentials-unsafe, file-unwritable */
export const saveToken = (place: TokenPlace, token: string): Promise<void> =>
  STORES[place.store](place).save(accountOf(place), token);

/** @throws keychain-failed */
export const deleteToken = (place: TokenPlace): Promise<void> => STORES[place.store](place).delete(accountOf(place));

/** Whether the file of a login could be written here. @throws credentials-unsafe, file-unwritable */
export {probeFolder} from './tokenStores/file.ts';

/**
 * Whether there is a keychain that keeps what it is given: something is written, read back and deleted. A locked one may ask the
 * person to unlock it.
 * @returns why not, as a part of a sentence; `undefined` when it works
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
