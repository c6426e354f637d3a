/** Where the key is kept that decrypts an account's encryption keys: beside the login, in the keychain or in a file. */
export interface SecretPlace {
  /** How a person calls it, such as `the keychain`. */
  label: string;
  load(): Promise<string | undefined>;
  save(secret: string): Promise<void>;
  /** From now on the key is protected by a passphrase. Does nothing where there is none. */
  remove(): Promise<void>;
  /**
   * Asks for the passphrase; `undefined` where nobody gives it. Absent: nobody can be asked. @param isWrong the previous answer
   * was wrong
   */
  passphrase?(isWrong: boolean): Promise<string | undefined>;
  /** How much a passphrase costs, as a power of two; only tests give less than is usual. */
  work?: number;
  /** Answers the next question with a passphrase that was typed elsewhere, once. */
  say?(passphrase: string): void;
}
