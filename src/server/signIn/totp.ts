/**
 * Time-based one-time passwords (TOTP, RFC 6238) with SHA-1, six digits and 30 seconds, which every authenticator app supports.
 * Hand-written, because it is a single HMAC, and a library would be one more package with access to login secrets.
 */
import {base32nopad} from '@scure/base';
import {createHmac, timingSafeEqual} from 'node:crypto';

const STEP_MS = 30_000;
const DIGITS = 6;
/** Accepted clock drift in steps, before and after. */
const DRIFT_STEPS = 1;
const NEAR_STEPS = 20;
/** As RFC 4226 recommends: 160 bits. */
export const SECRET_BYTES = 20;

export const stepAt = (nowMs: number): number => Math.floor(nowMs / STEP_MS);

export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** The time step of a code; `undefined` if it is wrong, or not later than the last one used. */
export function matchingStep(
  secret: Uint8Array,
  typed: string,
  {nowMs, lastStep, drift = DRIFT_STEPS}: {nowMs: number; lastStep: number; drift?: number},
): number | undefined {
  const code = typed.replaceAll(/[\s-]/g, '');
  if (!/^\d{6}$/.test(code)) return undefined;
  const current = stepAt(nowMs);
  let found: number | undefined;
  // All steps are compared, so that the time does not depend on which one matches.
  for (let step = Math.max(0, current - drift); step <= current + drift; step++) {
    if (timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code)) && step > lastStep) found ??= step;
  }
  return found;
}

/** Whether the code is valid a few minutes earlier or later, which indicates a slow user or a wrong clock. */
export const isNearCode = (secret: Uint8Array, typed: string, nowMs: number): boolean =>
  matchingStep(secret, typed, {nowMs, lastStep: 0, drift: NEAR_STEPS}) !== undefined;

/** Base32 without padding (RFC 4648), as authenticator apps take it. */
export const base32 = (bytes: Uint8Array): string => base32nopad.encode(bytes);
