/**
 * How a server proves to programs of the same system user that it belongs to that user: it knows the secret in its data
 * folder.
 */
import {createHmac} from 'node:crypto';

/** `GET` with `?challenge=` answers `{"ok":true,"proof":…}`. */
export const IDENTITY_PATH = '/identity';
/** Name of the file with the secret (32 random bytes in base64url) in the data folder, readable only by its owner. */
export const IDENTITY_FILE = 'identity';
/** 32 random bytes in base64url. */
export const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** The server's end of the connection on which the proof is sent, so that a proof relayed from another port is invalid. */
export interface End {
  address: string;
  port: number;
}

/** The expected proof: HMAC-SHA-256 in base64url. */
export const proofOf = (secret: string, challenge: string, {address, port}: End): string =>
  createHmac('sha256', secret)
    .update(`chat-tui identity\n${challenge}\n${address.replace(/^::ffff:/, '')}\n${port}`)
    .digest('base64url');
