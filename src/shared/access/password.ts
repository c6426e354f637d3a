/** Password rules, for forms and for the server, and the normal form in which passwords are compared. */
import {FIXED_LIMITS} from '../limits.ts';

/**
 * Keyboards differ in how they encode a letter with a mark (one code point or two): NFC unifies them, as in RFC 8265
 * (OpaqueString). Width and case stay as typed.
 */
export const passwordForm = (password: string): string => password.normalize('NFC');

export const isSamePassword = (one: string, other: string): boolean => passwordForm(one) === passwordForm(other);

/** Checks the length in code points; `undefined` when it is allowed. */
export function passwordLengthFault(password: string): 'password-short' | 'password-long' | undefined {
  // A huge text is refused before it is normalized and counted: a code point has at most two code units.
  if (password.length > FIXED_LIMITS.passwordLengthMax * 4) return 'password-long';
  const length = Array.from(passwordForm(password)).length;
  if (length < FIXED_LIMITS.passwordLengthMin) return 'password-short';
  return length > FIXED_LIMITS.passwordLengthMax ? 'password-long' : undefined;
}
