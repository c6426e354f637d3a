/** Who must answer at a server's address: held on every connection, before a token, a password or a file is sent on it. */

export interface ServerIdentity {
  /** Of the key that an encrypted server must have; absent where the authorities of this machine vouch for its certificate. */
  readonly fingerprint?: string;
  /**
   * Resolves once whoever answers at the server's address has proved to be the server, and at once where no proof can be asked for.
   * @throws server-not-proved, or why nobody answers
   */
  prove?(): Promise<void>;
}
