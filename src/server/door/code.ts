/** Random codes of invitations and password resets; only their SHA-256 is stored. */
import {createHash} from 'node:crypto';

/** A random code of 132 bits. @param newToken 32 random bytes in base64url, after a prefix of three characters */
export const newCode = (newToken: () => string): string => newToken().slice(3, 25);

export const codeHashOf = (code: string): Uint8Array => createHash('sha256').update(code).digest();
