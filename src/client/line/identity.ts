/** The expected identity of a server; verified on every connection before a token, a password or a file is sent. */

export interface ServerIdentity {
  /**
   * Fingerprint of the key that an encrypted server must have; absent when its certificate is verified by the certificate
   * authorities of this machine.
   */
  readonly fingerprint?: string;
  /** For this person's own, unencrypted server on this machine: reads the shared secret, and names its file. */
  readonly secret?: () => {secret: string; file: string} | undefined;
}
