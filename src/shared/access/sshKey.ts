/**
 * SSH keys and signatures: parses a line of authorized_keys, and builds what is signed for a login, in the format of
 * `ssh-keygen -Y sign` (PROTOCOL.sshsig).
 */
import {createHash} from 'node:crypto';

export interface SshKey {
  kind: string;
  /** The binary public key: the decoded base64 of the line. */
  blob: Buffer;
  comment: string;
  /** `SHA256:…`, as in the output of `ssh-keygen -l`. */
  fingerprint: string;
}

export const SSH_KINDS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
] as const;
const LINE_MAX = 8_192;
const NAMESPACE = 'chat-tui-login';

export const sshString = (data: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(data as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** The length-prefixed strings of a blob; `undefined` when it is truncated. */
export function sshStrings(blob: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < blob.length;) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    parts.push(blob.subarray(at + 4, end));
    at = end;
  }
  return parts;
}

export const sshFingerprint = (blob: Uint8Array): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

/** Parses a line of a `.pub` file or of authorized_keys, with or without options; `undefined` when it contains no key. */
export function readSshKey(line: string): SshKey | undefined {
  if (line.length > LINE_MAX) return undefined;
  const found = /(?:^|\s)(ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)|ssh-rsa)\s+([A-Za-z0-9+/]+=*)(?:\s+(.*))?$/.exec(
    line.trim(),
  );
  if (found === null) return undefined;
  const [, kind = '', base64 = '', comment = ''] = found;
  const blob = Buffer.from(base64, 'base64');
  if (sshStrings(blob)?.[0]?.toString() !== kind) return undefined;
  return {kind, blob, comment, fingerprint: sshFingerprint(blob)};
}

/** The message to sign for a login: names this server and account, and a challenge that is valid once. */
export const loginMessage = ({server, name, challenge}: {server: string; name: string; challenge: string}): string =>
  JSON.stringify(['chat-tui login', server, name, challenge]);

/** The bytes that the key signs, in the SSHSIG format. */
export const signedData = (message: string): Buffer =>
  Buffer.concat([
    Buffer.from('SSHSIG'),
    sshString(NAMESPACE),
    sshString(''),
    sshString('sha512'),
    sshString(createHash('sha512').update(message).digest()),
  ]);
