/** Encryption in words: why an entry is not shown, keys that changed, locks, connections that are not sealed. */
import {durationText} from '../../shared/words/duration.ts';
import type {DirectConnectionKey} from '../core/directSealing.ts';
import {isLocal} from '../state/selectors.ts';
import type {RoomState} from '../state/state.ts';

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

/** Why an entry is not shown, without its sender. */
const failureWords = (failure: string | undefined): string =>
  FAILURES[failure ?? 'epoch-unknown'] ?? 'this cannot be read: update chat-tui';

/** Whether the failure needs no words, because the deleted message's placeholder says it. */
export const isSilent = (failure: string | undefined): boolean => failure === 'erased';

export const LOCK_WORDS = {
  sealed: 'encrypted',
  planned: 'will be encrypted',
  absent: 'not encrypted',
} as const;

/** Shown in place of a text that cannot be read. */
export const notShown = ({sender, failure}: {sender: string; failure?: string | undefined}): string =>
  `@${sender}: ${failureWords(failure)}`;

/** Notice about restarted keys: the person has lost all devices and the phrase, or somebody else pretends so. */
export function keysChangedWords(name: string, {isMe, isBroken}: {isMe: boolean; isBroken: boolean}): string {
  if (isMe)
    return 'Your keys were begun anew on another device, and this one has none any more. Was it not you? Change your password.';
  return isBroken
    ? `@${name}’s keys changed, and you had compared them: nothing is sent until you have compared the new ones: /verify @${name}`
    : `@${name}’s keys changed: whether it is still @${name}, you know after /verify @${name}.`;
}

/** Notice about a wrong clock: rooms are ordered by the server, but the time inside a message is the sender's. */
export function clockWords(name: string, aheadMs: number): string {
  const way = aheadMs > 0 ? 'ahead of' : 'behind';
  return (
    `The clock of @${name} is ${durationText(Math.abs(aheadMs))} ${way} the server’s: one of the two is ` +
    'wrong. The order of messages is as it was.'
  );
}

/** Sentence that the person must type before earlier encrypted messages become unreadable. */
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

/** Words after the name in the prompt, about who can read the text. */
export function promptLock({lock, room}: Pick<RoomState, 'lock' | 'room'>): string {
  if (lock === undefined) return '';
  if (lock.problem !== undefined) return ' stopped';
  // Everybody knows that public rooms are readable; direct conversations are always encrypted, whoever vouches for the key.
  const isSilentHere = room.kind === 'public' || isLocal(room.roomId);
  return lock.kind === 'absent' && isSilentHere ? '' : ` ${LOCK_WORDS[lock.kind]}`;
}

/** The words of `promptLock` in decreasing length, for narrow screens. */
export function lockForms(lock: string): string[] {
  const short = lock.replace('encrypted', 'enc.');
  return [lock, short, short.replace('will be ', '')];
}

/** Label of the keychain, as in `SecretPlace.label`. */
export const KEYCHAIN = 'the keychain';
export const PASSPHRASE_ADVICE = 'Who copies this disk opens them; a passphrase protects them: /encryption passphrase';

/** Warning that the server could be in between two programs, and why. @param name without `@` */
export const unsealedWords = (name: string, whose: NonNullable<DirectConnectionKey['unsealed']>): string =>
  `Its key is not sealed from device to device (${whose === 'own' ? 'there are no keys here' : `@${name} has no keys`}): ` +
  'a server that puts itself in between could read along.';

/** The same for file transfers; shown once. */
export const unsealedFileWords = (name: string, whose: NonNullable<DirectConnectionKey['unsealed']>): string =>
  `Files go directly between you and @${name}. ${unsealedWords(name, whose)} It can read what goes over it as well.`;
