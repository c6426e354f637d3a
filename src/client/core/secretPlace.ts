/** Where the key is kept that decrypts an account's encryption keys: beside the login, in the keychain or in a file. */
export interface SecretPlace {
  /** How a person calls it, such as `the keychain`. */
  label: string;
  load(): Promise<string | undefined>;
  save(secret: string): Promise<void>;
  /** Also where there is none: it is sealed with a passphrase from now on. */
  remove(): Promise<void>;
  /**
   * Says the passphrase where there is one; `undefined`: nobody is there to say it, or does not want to. Absent: nobody ever is.
   * @param isWrong the one before was another one
   */
  passphrase?(isWrong: boolean): Promise<string | undefined>;
  /** How much a passphrase costs, as a power of two; only tests give less than is usual. */
  work?: number;
  /** What somebody has typed elsewhere is said with the next question, once. */
  say?(passphrase: string): void;
}
