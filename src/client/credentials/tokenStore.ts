/** What a store of session tokens must do. */

export interface TokenStoreOptions {
  /** This person's folder on this machine. */
  dir: string;
  /** The token from the environment; only for the store `env`. */
  token?: string | undefined;
}

/** `account` is `login@host:port`. */
export interface TokenStore {
  /**
   * `undefined` when this store has no token for the account.
   * @throws keychain-failed, credentials-unsafe, credentials-damaged
   */
  load(account: string): Promise<string | undefined>;
  /** @throws keychain-failed, credentials-unsafe, file-unwritable */
  save(account: string, token: string): Promise<void>;
  /** Succeeds also when there is no token. @throws keychain-failed */
  delete(account: string): Promise<void>;
}
