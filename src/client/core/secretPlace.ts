/** Where the key that decrypts an account's encryption keys is stored: like the login token, in the keychain or in a file. */
export interface SecretPlace {
  /** Name shown to the person, such as `the keychain`. */
  label: string;
  load(): Promise<string | undefined>;
  save(secret: string): Promise<void>;
  /** Removes the stored key, once a passphrase protects it instead. Does nothing when no key is stored. */
  remove(): Promise<void>;
  /**
   * Asks for the passphrase; resolves with `undefined` when none is given. Absent: nobody can be asked.
   * @param isWrong true when the previous answer was wrong
   */
  passphrase?(isWrong: boolean): Promise<string | undefined>;
  /** scrypt work factor, as a power of two; only tests lower it. */
  work?: number;
  /** Answers the next call of `passphrase`, once, with one that was typed elsewhere. */
  say?(passphrase: string): void;
}
