/** The proof of the server's identity: asked for before a token, a password or a file is sent, at every connection anew. */

export interface IdentityProof {
  /**
   * Resolves once whoever answers at the server's address has proved to be the server, and at once where no proof can be asked for.
   * @throws server-not-proved, or why nobody answers
   */
  prove(): Promise<void>;
}
