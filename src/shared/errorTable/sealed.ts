/** Errors of encrypted conversations, devices and their keys. */
import {FIXED_LIMITS} from '../limits.ts';
import {errorKind, ownError, ownUsage, type ErrorKind} from './errorKind.ts';

export const SEALED_ERRORS = {
  'not-genuine': errorKind(
    'This is not what it should be, and is not used ({detail}). Somebody has changed it, or the program is broken.',
    false,
    {endsTrust: true},
  ),
  'phrase-wrong': ownError(
    'This is not the recovery phrase of this account. Look at the words once more: there are twelve.',
  ),
  'restart-unproved': errorKind(
    'Keys are begun anew only with the password of the account, and the code of its second factor: chat-tui recovery restart',
  ),
  'restart-unsaid': ownError('Nothing was changed. To begin anew, say so as it is asked for: {detail}'),
  'keys-absent': ownError(
    'This device has no keys of this account yet. Approve it on another device with /keys, or use /recovery ' +
      'restore and the twelve words.',
  ),
  'keys-unkept': ownError(
    'Nothing is kept on this machine for this login, so it has no keys. Log in with a name and a password to use encryption.',
    {isKeysAbsent: true},
  ),
  'keys-locked': ownError('The keys on this machine cannot be opened ({detail}). Unlock the keychain and start again.'),
  'keys-passphrase': ownError(
    'The keys on this machine are behind a passphrase. Say it with {/encryption ' +
      'unlock|CHAT_TUI_KEY_PASSPHRASE_FILE, or in a terminal}; until then encrypted conversations cannot be ' +
      'read.',
  ),
  'passphrase-wrong': ownError(
    'This is not the passphrase of the keys on this machine. Nothing was changed; try again.',
  ),
  'passphrase-short': ownError(`A passphrase has at least ${FIXED_LIMITS.passwordLengthMin} characters.`),
  'passphrase-long': ownError(`A passphrase has at most ${FIXED_LIMITS.passwordLengthMax} characters.`),
  'passphrases-differ': ownUsage('The two passphrases are not the same. Try again.'),
  'passphrase-absent': ownError(
    'There is no passphrase for the keys on this machine. Set one with /encryption passphrase',
  ),
  'key-missing': ownError(
    'The key for this is not here yet. Another device of yours, or the recovery phrase, can give it.',
  ),
  'keys-spoiled': ownError(
    'The keys that {detail} has made for this conversation open for nobody here, again and again, and nothing is ' +
      'sent with them. Ask {detail}, and the operator; a private room goes on without them: /remove {detail}',
  ),
  'room-sealed': errorKind(
    'This conversation is encrypted: nothing goes to it in the clear. Update chat-tui to write here.',
  ),
  'room-unsealed': ownError(
    '{detail} was encrypted, and the server shows one of this name that is not. Nothing is sent to it in the ' +
      'clear until you say with /encryption accept that it is another one, or encrypt it with /encrypt.',
  ),
  'sealed-already': ownError('{detail} is encrypted already.'),
  'sealed-only': errorKind('This needs an encrypted conversation. Use /encrypt first.'),
  'sealed-unsupported': ownError('This cannot be done in an encrypted conversation. {detail}'),
  'search-unkept': ownError(
    'Encrypted conversations are searched on this machine alone, and nothing is kept here. The setting ' +
      'history-messages keeps it.',
  ),
  'not-let-in': errorKind(
    'Your keys are not in this encrypted conversation. Another member lets you in again: /encrypt there.',
  ),
  'epoch-taken': errorKind('Somebody else has changed the keys at the same moment. It is tried again.', true, {
    isRaceLost: true,
  }),
  'epoch-people': errorKind('{detail} is not in this room any more. It is tried again without.', true, {
    isRaceLost: true,
  }),
  'epoch-old': errorKind('The keys of this conversation have changed. It is sent again with the new ones.', true, {
    isSaidAfterLooking: true,
  }),
  'chain-taken': errorKind(
    'The devices of this account were changed on another one at the same moment. Try again.',
    true,
    {
      isRaceLost: true,
      isAboutDevices: true,
    },
  ),
  'chain-old': ownError(
    'The server shows an old list of devices of {detail}, as after a backup that was put back. Nothing is ' +
      'sent until it has the newest one again, which a device of theirs gives it when it connects: /encryption ' +
      'again, after that',
    {
      endsTrust: true,
      isAboutDevices: true,
    },
  ),
  'chain-forked': ownError(
    'The server shows another list of devices of {detail} than before: somebody else may stand in their ' +
      'place. Nothing is sent here until it shows the same one: /encryption again. Ask them over another way, ' +
      'and the operator.',
    {
      endsTrust: true,
      isAboutDevices: true,
    },
  ),
  'device-unknown': errorKind(
    'This device is none of the account’s, or is not any more. Use /keys on another one to approve it.',
  ),
  'devices-full': errorKind('An account has at most {detail} devices. Revoke one first.'),
  'root-changed': ownError(
    'The keys of {detail} changed, and are not those that you have compared. Nothing is sent until you have ' +
      'compared the new ones: /verify {detail}',
    {isDirectKeyUntrusted: true},
  ),
  'verify-unshown': ownError(
    'The words of {detail} were not shown yet, or their keys changed since. Look at them, compare, then say ' +
      'yes: /verify {detail}',
  ),
  'statement-refused': ownError(
    'The server shows a membership that nobody has signed. Nothing is sent here until it does not: ' +
      '/encryption again; ask its operator.',
    {endsTrust: true},
  ),
  'history-differs': ownError(
    'The server shows another history than before, or than to others. Nothing is sent here. Ask the others ' +
      'what they see; was a backup put back? /encryption accept goes on.',
    {endsTrust: true},
  ),
  'sas-mismatch': ownError(
    'The words do not fit: somebody sits in between, or something else was asked. Nothing was approved; ask again.',
  ),
  'pairing-absent': ownError('No device waits to be approved. On the new one: /keys ask'),
  'pairing-nobody': ownError(
    'No other device of yours is there. Open chat-tui on one that is approved, or use: chat-tui recovery restore',
  ),
  'device-approved': ownError('This device is approved already.'),
  'phrase-written': ownError('The recovery phrase was written down, and is nowhere here any more.'),
  'device-not-found': ownError('There is no such device. /keys lists them with their numbers.'),
  'encrypt-people': ownError(
    'Conversations with people and private rooms can be encrypted. A public room is not: everybody can come in and read it.',
  ),
  'room-keys-many': ownError('An encrypted room has at most {detail} people, and as many devices more.'),
  'encrypt-impossible': ownError(
    '{detail}: no keys yet. Everybody in an encrypted conversation needs a program that encrypts, and to have used it once.',
  ),
} satisfies Record<string, ErrorKind>;
