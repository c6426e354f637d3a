/** Where the key lies that opens an account's keys on this machine: beside the login, in the keychain or in a file. */
export interface SecretPlace {
  /** How a person calls it, such as `the keychain`. */
  label: string;
  load(): Promise<string | undefined>;
  save(secret: string): Promise<void>;
}
