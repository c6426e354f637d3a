/** Whoever signs for a login by SSH: an agent, or a key file. */
export interface SshSigner {
  /** The public key, as SSH has it. */
  blob: Buffer;
  /** A signature of SSH, its kind before its bytes; `undefined` where it is refused. @throws ssh-agent-absent */
  sign: (data: Buffer) => Promise<Buffer | undefined>;
}
