/** Who must answer at a server's address; checked on every connection before a token, a password or a file is sent. */

export interface ServerIdentity {
  /** Of the key that an encrypted server must have; absent where the authorities of this machine vouch for its certificate. */
  readonly fingerprint?: string;
  /**
   * One's own server on this machine, not encrypted: what it shares with this program, and the file that says that it is one's
   * own.
   */
  readonly secret?: () => {secret: string; file: string} | undefined;
}
