/** Errors of encrypted conversations, devices and their keys. */
import {kind, own, type ErrorKind} from './kind.ts';

export const SEALED_ERRORS = {
  'not-genuine': kind(
    'This is not what it should be, and is not used ({detail}). Somebody has changed it, or the program is broken.',
    false,
    {endsTrust: true},
  ),
  'phrase-wrong': own(
    'This is not the recovery phrase of this account. Look at the words once more: there are twelve.',
  ),
  'restart-unproved': kind(
    'Keys are begun anew only with the password of the account, and the code of its second factor: chat-tui recovery restart',
  ),
  'restart-unsaid': own('Nothing was changed. To begin anew, say so as it is asked for: {detail}'),
  'keys-absent': own(
    'This device has no keys of this account yet. Approve it on another device with /keys, or use /recovery ' +
      'restore and the twelve words.',
  ),
  'keys-unkept': own(
    'Nothing is kept on this machine for this login, so it has no keys. Log in with a name and a password to use encryption.',
    {isKeysAbsent: true},
  ),
  'keys-locked': own('The keys on this machine cannot be opened ({detail}). Unlock the keychain and start again.'),
  'keys-passphrase': own(
    'The keys on this machine are behind a passphrase. Say it with {/encryption ' +
      'unlock|CHAT_TUI_KEY_PASSPHRASE_FILE, or in a terminal}; until then encrypted conversations cannot be ' +
      'read.',
  ),
  'passphrase-wrong': own('This is not the passphrase of the keys on this machine. Nothing was changed; try again.'),
  'passphrase-absent': own('There is no passphrase for the keys on this machine. Set one with /encryption passphrase'),
  'key-missing': own('The key for this is not here yet. Another device of yours, or the recovery phrase, can give it.'),
  'keys-spoiled': own(
    'The keys that {detail} has made for this conversation open for nobody here, again and again, and nothing is ' +
      'sent with them. Ask {detail}, and the operator; a private room goes on without them: /remove {detail}',
  ),
  'room-sealed': kind(
    'This conversation is encrypted: nothing goes to it in the clear. Update chat-tui to write here.',
  ),
  'room-unsealed': own(
    '{detail} was encrypted, and the server shows one of this name that is not. Nothing is sent to it in the ' +
      'clear until you say with /encryption accept that it is another one, or encrypt it with /encrypt.',
  ),
  'sealed-already': own('{detail} is encrypted already.'),
  'sealed-only': kind('This needs an encrypted conversation. Use /encrypt first.'),
  'sealed-unsupported': own('This cannot be done in an encrypted conversation. {detail}'),
  'search-unkept': own(
    'Encrypted conversations are searched on this machine alone, and nothing is kept here. The setting ' +
      'history-messages keeps it.',
  ),
  'not-let-in': kind(
    'Your keys are not in this encrypted conversation. Another member lets you in again: /encrypt there.',
  ),
  'epoch-taken': kind('Somebody else has changed the keys at the same moment. It is tried again.', true, {
    isRaceLost: true,
  }),
  'epoch-people': kind('{detail} is not in this room any more. It is tried again without.', true, {isRaceLost: true}),
  'epoch-old': kind('The keys of this conversation have changed. It is sent again with the new ones.', true),
  'chain-taken': kind('The devices of this account were changed on another one at the same moment. Try again.', true, {
    isRaceLost: true,
  }),
  'chain-old': own(
    'The server shows an old list of devices of {detail}, as after a backup that was put back. Nothing is ' +
      'sent until it has the newest one again, which a device of theirs gives it when it connects: /encryption ' +
      'again, after that',
    {
      endsTrust: true,
    },
  ),
  'chain-forked': own(
    'The server shows another list of devices of {detail} than before: somebody else may stand in their ' +
      'place. Nothing is sent here until it shows the same one: /encryption again. Ask them over another way, ' +
      'and the operator.',
    {
      endsTrust: true,
    },
  ),
  'device-unknown': kind(
    'This device is none of the account’s, or is not any more. Use /keys on another one to approve it.',
  ),
  'devices-full': kind('An account has at most {detail} devices. Revoke one first.'),
  'root-changed': own(
    'The keys of {detail} changed, and are not those that you have compared. Nothing is sent until you have ' +
      'compared the new ones: /verify {detail}',
    {isWayUntrusted: true},
  ),
  'verify-unshown': own(
    'The words of {detail} were not shown yet, or their keys changed since. Look at them, compare, then say ' +
      'yes: /verify {detail}',
  ),
  'statement-refused': own(
    'The server shows a membership that nobody has signed. Nothing is sent here until it does not: ' +
      '/encryption again; ask its operator.',
    {endsTrust: true},
  ),
  'history-differs': own(
    'The server shows another history than before, or than to others. Nothing is sent here. Ask the others ' +
      'what they see; was a backup put back? /encryption accept goes on.',
    {endsTrust: true},
  ),
  'sas-mismatch': own(
    'The words do not fit: somebody sits in between, or something else was asked. Nothing was approved; ask again.',
  ),
  'pairing-absent': own('No device waits to be approved. On the new one: /keys ask'),
  'pairing-nobody': own(
    'No other device of yours is there. Open chat-tui on one that is approved, or use: chat-tui recovery restore',
  ),
  'device-approved': own('This device is approved already.'),
  'phrase-written': own('The recovery phrase was written down, and is nowhere here any more.'),
  'device-not-found': own('There is no such device. /keys lists them with their numbers.'),
  'encrypt-people': own(
    'Conversations with people and private rooms can be encrypted. A public room is not: everybody can come in and read it.',
  ),
  'room-keys-many': own('An encrypted room has at most {detail} people, and as many devices more.'),
  'encrypt-impossible': own(
    '{detail}: no keys yet. Everybody in an encrypted conversation needs a program that encrypts, and to have used it once.',
  ),
} satisfies Record<string, ErrorKind>;
