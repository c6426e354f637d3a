/** Passwords: which are good enough, and Argon2id with a bounded number of hashes at a time. */
import {hash, parseOptions, verify} from '@node-rs/argon2';
import {ChatError} from '../shared/errors.ts';
import {FIXED_LIMITS} from '../shared/limits.ts';
import {COMMON_PASSWORDS} from './commonPasswords.ts';

export interface PasswordCost {
  memoryKiB: number;
  passes: number;
}

/** OWASP's stronger setting: about 40 ms and 64 MiB a hash. */
export const DEFAULT_PASSWORD_COST: PasswordCost = {memoryKiB: 65_536, passes: 3};

const AT_ONCE = 2;
const QUEUE_MAX = 50;

export interface Passwords {
  /** @throws password-short, password-long, password-common */
  check(password: string): void;
  /** @throws busy */
  hash(password: string): Promise<string>;
  /** An unknown account (`undefined`) takes the same time as a wrong password. @throws busy */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** True when the hash was made at another cost than today's. */
  isOutdated(passwordHash: string): boolean;
}

export function openPasswords(cost: PasswordCost): Passwords {
  const options = {memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: 1};
  const atOnce = openGate();
  const nobody = nobodysHash(cost);
  return {
    check: checkPassword,
    hash: password => atOnce(() => hash(password, options)),
    verify: (passwordHash, password) =>
      atOnce(async () => {
        // What is no Argon2 hash was made by nobody's password.
        const isHash = passwordHash?.startsWith('$argon2id$') === true;
        const isRight = await verify(isHash ? passwordHash : nobody, password);
        return isHash && isRight;
      }),
    isOutdated(passwordHash) {
      const made = parseOptions(passwordHash);
      return made.memoryCost !== cost.memoryKiB || made.timeCost !== cost.passes;
    },
  };
}

/** Compared exactly as received: no normalising, no trimming, no rules of composition. */
export function checkPassword(password: string): void {
  const length = Array.from(password).length;
  if (length < FIXED_LIMITS.passwordLengthMin) throw new ChatError('password-short');
  if (length > FIXED_LIMITS.passwordLengthMax) throw new ChatError('password-long');
  if (COMMON_PASSWORDS.has(password.toLowerCase())) throw new ChatError('password-common');
}

/** Of no password: as much work to compare with as any other. Salt and hash of the lengths that `hash` makes, in the form of PHC strings. */
const nobodysHash = ({memoryKiB, passes}: PasswordCost) =>
  `$argon2id$v=19$m=${memoryKiB},t=${passes},p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

function openGate(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async work => {
    if (running >= AT_ONCE) {
      if (waiting.length >= QUEUE_MAX) throw new ChatError('busy');
      // Whoever finishes hands the place over, so `running` stays as it is.
      await new Promise<void>(resolve => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
