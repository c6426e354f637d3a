/** Password rules, and Argon2id with a limited number of concurrent hashes. */
import {availableParallelism} from 'node:os';
import {hash, parseOptions, verify} from '@node-rs/argon2';
import {ChatError} from '../../../shared/errors.ts';
import {passwordForm, passwordLengthFault} from '../../../shared/access/password.ts';
import {isCommonPassword} from './commonPasswords.ts';
import {openHashQueue, type Asker} from './hashQueue.ts';

export interface PasswordCost {
  memoryKiB: number;
  passes: number;
}

/** OWASP's stronger setting: about 40 ms and 64 MiB per hash. */
export const DEFAULT_PASSWORD_COST: PasswordCost = {memoryKiB: 65_536, passes: 3};

/** Maximum concurrent hashes: one core is left for connected clients, and each hash needs its memory. */
const AT_ONCE_MAX = 2;
const atOnceMax = Math.max(1, Math.min(AT_ONCE_MAX, availableParallelism() - 1));
const WAITING_MAX = 50;

export interface Passwords {
  /**
   * @param names of the account, because passwords derived from them are guessed first
   * @throws password-short, password-long, password-common
   */
  check(password: string, ...names: readonly string[]): Promise<void>;
  /** @throws busy, disconnected */
  hash(password: string, asker: Asker): Promise<string>;
  /** Verifies a password; takes the same time for an unknown account (`undefined`). @throws busy, disconnected */
  verify(passwordHash: string | undefined, password: string, asker: Asker): Promise<boolean>;
  /** Whether the hash was made with parameters other than the current ones. */
  isOutdated(passwordHash: string): boolean;
}

export function openPasswords(cost: PasswordCost): Passwords {
  const options = {memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: 1};
  const queue = openHashQueue(atOnceMax, WAITING_MAX);
  const nobody = nobodysHash(cost);
  return {
    check: checkPassword,
    hash: (password, asker) => queue.run(asker, () => hash(passwordForm(password), options)),
    verify: (passwordHash, password, asker) =>
      queue.run(asker, async () => {
        // Anything other than an Argon2 hash matches no password.
        const isHash = passwordHash?.startsWith('$argon2id$') === true;
        const compared = isHash ? passwordHash : nobody;
        let isRight = await verify(compared, passwordForm(password));
        // Older servers hashed the password as typed, without normalisation.
        if (!isRight && passwordForm(password) !== password) isRight = await verify(compared, password);
        return isHash && isRight;
      }),
    isOutdated(passwordHash) {
      const made = parseOptions(passwordHash);
      return made.memoryCost !== cost.memoryKiB || made.timeCost !== cost.passes;
    },
  };
}

/** Checks length and common passwords; passwords are not trimmed, and there are no composition rules. */
export async function checkPassword(password: string, ...names: readonly string[]): Promise<void> {
  const fault = passwordLengthFault(password);
  if (fault !== undefined) throw new ChatError(fault);
  if (names.some(name => isMadeOf(password, name)) || (await isCommonPassword(password)))
    throw new ChatError('password-common');
}

/** Substitutions that guessing tools try. */
const LEET = new Map(
  ['0o', '1i', '!i', '|i', 'li', '3e', '4a', '@a', '5s', '$s', '7t', '+t', '8b', '9g', '2z'].map(
    ([from = '', to = '']) => [from, to],
  ),
);
const lettersOf = (text: string) => Array.from(text, letter => LEET.get(letter) ?? letter).join('');
const SEPARATORS = /[\s._-]+/gu;
const plainOf = (text: string) => text.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll(SEPARATORS, '');
const reversed = (text: string) => Array.from(text).toReversed().join('');
/** Shorter words of a display name are ignored, because they occur in too many passwords. */
const WORD_LENGTH_MIN = 3;

/**
 * Whether the password consists of the name or a word of it: also reversed, repeated, with substitutions, digits or punctuation.
 */
function isMadeOf(password: string, name: string): boolean {
  const words = name.split(SEPARATORS).filter(word => word.length >= WORD_LENGTH_MIN);
  const plain = plainOf(password);
  return [name, ...words].some(word => {
    const part = lettersOf(plainOf(word));
    return part !== '' && (hasNothingBut(plain, part) || hasNothingBut(reversed(plain), part));
  });
}

/**
 * Whether no letters remain when every occurrence of `part` is removed. Substitution keeps the number of code units, so the
 * indexes match.
 */
function hasNothingBut(text: string, part: string): boolean {
  const letters = lettersOf(text);
  let rest = '';
  let from = 0;
  for (let at = letters.indexOf(part); at >= 0; at = letters.indexOf(part, from)) {
    rest += text.slice(from, at);
    from = at + part.length;
  }
  return from > 0 && !/\p{L}/u.test(rest + text.slice(from));
}

/**
 * A hash that matches no password and takes as long to verify as any other; salt and hash have the lengths that `hash` produces
 * (PHC string format).
 */
const nobodysHash = ({memoryKiB, passes}: PasswordCost) =>
  `$argon2id$v=19$m=${memoryKiB},t=${passes},p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
