/** Encryption in words: why an entry is not shown, keys that changed, locks, connections that are not sealed. */
import {durationText} from '../../shared/words/duration.ts';
import type {WayKey} from '../core/waySealing.ts';

const FAILURES: Readonly<Record<string, string>> = {
  'not-genuine': 'this is not genuine and is not shown',
  sender: 'the sender does not match and it is not shown',
  device: 'the server offered a device that nobody has approved: not shown',
  'old-key': 'sent with an old key: not shown',
  'key-missing': 'no key for this yet: another device of yours, or /recovery restore, can give it',
  'epoch-unknown': 'no key for this yet: it comes with the next connection',
  replay: 'the server shows something twice: not shown',
  target: 'it is about another message than the server says: not shown',
  'not-allowed': 'this was not theirs to do, and is not done',
  before: 'said before you were let in, and not given to you',
  plain: 'not encrypted, from the server: not shown',
  removed: 'removed by the server',
};

/** Without a name; `undefined` where there is nothing to say. */
const failureWords = (failure: string | undefined): string =>
  FAILURES[failure ?? 'epoch-unknown'] ?? 'this cannot be read: update chat-tui';

/** Its message says it already. */
export const isSilent = (failure: string | undefined): boolean => failure === 'erased';

export const LOCK_WORDS = {
  sealed: 'encrypted',
  planned: 'will be encrypted',
  absent: 'not encrypted',
} as const;

/** In place of what was said. */
export const notShown = ({sender, failure}: {sender: string; failure?: string | undefined}): string =>
  `@${sender}: ${failureWords(failure)}`;

/** Somebody had lost all devices and the phrase, or somebody else says so. */
export function begunAnew(name: string, {isMe, isBroken}: {isMe: boolean; isBroken: boolean}): string {
  if (isMe)
    return 'Your keys were begun anew on another device, and this one has none any more. Was it not you? Change your password.';
  return isBroken
    ? `@${name}’s keys changed, and you had compared them: nothing is sent until you have compared the new ones: /verify @${name}`
    : `@${name}’s keys changed: whether it is still @${name}, you know after /verify @${name}.`;
}

/** The order of a room is the server's; the time inside a message is the sender's. */
export function clockWords(name: string, aheadMs: number): string {
  const way = aheadMs > 0 ? 'ahead of' : 'behind';
  return (
    `The clock of @${name} is ${durationText(Math.abs(aheadMs))} ${way} the server’s: one of the two is ` +
    'wrong. The order of messages is as it was.'
  );
}

/** What a person says before everything of before is gone. */
export const RESTART_SENTENCE = 'what was said before is lost';

interface EpochTold {
  sender: string;
  restarted?: readonly string[] | undefined;
  added?: readonly string[] | undefined;
  removed?: readonly string[] | undefined;
  missing?: readonly string[] | undefined;
}

export function epochWords({sender, restarted, added, removed, missing}: EpochTold): string {
  const part = (names: readonly string[] | undefined, words: (list: string) => string): string =>
    names === undefined || names.length === 0 ? '' : ` · ${words(names.map(name => `@${name}`).join(', '))}`;
  const parts = [
    part(restarted, list => `keys of ${list} changed`),
    part(added, list => `${list} let in`),
    part(removed, list => `${list} out`),
    part(missing, list => `${list} gone, says the server`),
  ];
  return `encrypted from here on · keys by ${sender}${parts.join('')}`;
}

/** Behind the name in the prompt, where it is said once more what becomes of the text. */
export const promptLock = (lock: {kind: keyof typeof LOCK_WORDS; problem?: object | undefined} | undefined): string =>
  lock?.problem !== undefined
    ? ' stopped'
    : lock === undefined || lock.kind === 'absent'
      ? ''
      : ` ${LOCK_WORDS[lock.kind]}`;

/** As its place calls itself. */
export const KEYCHAIN = 'the keychain';
export const PASSPHRASE_ADVICE = 'Who copies this disk opens them; a passphrase protects them: /encryption passphrase';

/** That the server could have put itself in between two programs, and why. @param name without `@` */
export const unsealedWords = (name: string, whose: NonNullable<WayKey['unsealed']>): string =>
  `Its key is not sealed from device to device (${whose === 'own' ? 'there are no keys here' : `@${name} has no keys`}): ` +
  'a server that puts itself in between could read along.';

/** Of files, said once. */
export const unsealedFileWords = (name: string, whose: NonNullable<WayKey['unsealed']>): string =>
  `Files go directly between you and @${name}. ${unsealedWords(name, whose)} It can read what goes over it as well.`;
