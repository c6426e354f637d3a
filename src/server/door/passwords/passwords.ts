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

/** OWASP's stronger setting: about 40 ms and 64 MiB a hash. */
export const DEFAULT_PASSWORD_COST: PasswordCost = {memoryKiB: 65_536, passes: 3};

/** One core is left for everybody who is in already; and each hash takes its memory. */
const AT_ONCE_MAX = 2;
const atOnceMax = Math.max(1, Math.min(AT_ONCE_MAX, availableParallelism() - 1));
const WAITING_MAX = 50;

export interface Passwords {
  /**
   * `names`: those of the account; a password made of one of them is guessed first. @throws password-short, password-long,
   * password-common
   */
  check(password: string, ...names: readonly string[]): Promise<void>;
  /** @throws busy, disconnected */
  hash(password: string, asker: Asker): Promise<string>;
  /** An unknown account (`undefined`) takes the same time as a wrong password. @throws busy, disconnected */
  verify(passwordHash: string | undefined, password: string, asker: Asker): Promise<boolean>;
  /** True when the hash was made at another cost than today's. */
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
        // What is no Argon2 hash was made by nobody's password.
        const isHash = passwordHash?.startsWith('$argon2id$') === true;
        const compared = isHash ? passwordHash : nobody;
        let isRight = await verify(compared, passwordForm(password));
        // Hashes of older servers were made of the password as it was typed.
        if (!isRight && passwordForm(password) !== password) isRight = await verify(compared, password);
        return isHash && isRight;
      }),
    isOutdated(passwordHash) {
      const made = parseOptions(passwordHash);
      return made.memoryCost !== cost.memoryKiB || made.timeCost !== cost.passes;
    },
  };
}

/** No trimming and no rules of composition: length, and whether it is among the first that are guessed. */
export async function checkPassword(password: string, ...names: readonly string[]): Promise<void> {
  const fault = passwordLengthFault(password);
  if (fault !== undefined) throw new ChatError(fault);
  if (names.some(name => isMadeOf(password, name)) || (await isCommonPassword(password)))
    throw new ChatError('password-common');
}

/** Letters that guessers put for others. */
const LEET = new Map(
  ['0o', '1i', '!i', '|i', 'li', '3e', '4a', '@a', '5s', '$s', '7t', '+t', '8b', '9g', '2z'].map(
    ([from = '', to = '']) => [from, to],
  ),
);
const lettersOf = (text: string) => Array.from(text, letter => LEET.get(letter) ?? letter).join('');
const SEPARATORS = /[\s._-]+/gu;
const plainOf = (text: string) => text.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll(SEPARATORS, '');
const reversed = (text: string) => Array.from(text).toReversed().join('');
/** Shorter words of a display name are in too many passwords. */
const WORD_LENGTH_MIN = 3;

/** The name itself, or a word of it, also backwards, repeated, with other letters for some, with digits or signs around it. */
function isMadeOf(password: string, name: string): boolean {
  const words = name.split(SEPARATORS).filter(word => word.length >= WORD_LENGTH_MIN);
  const plain = plainOf(password);
  return [name, ...words].some(word => {
    const part = lettersOf(plainOf(word));
    return part !== '' && (hasNothingBut(plain, part) || hasNothingBut(reversed(plain), part));
  });
}

/**
 * What is left when each occurrence is taken away has no letters. One code unit stands for one, so places are the same in
 * both.
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
 * Of no password: as much work to compare with as any other. Salt and hash of the lengths that `hash` makes, in the form of
 * PHC strings.
 */
const nobodysHash = ({memoryKiB, passes}: PasswordCost) =>
  `$argon2id$v=19$m=${memoryKiB},t=${passes},p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
