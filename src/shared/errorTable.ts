/** The table of all errors that a person can meet: code, sentence, whether a retry can help, and further traits. */
import {CONNECTING_ERRORS} from './errorTable/connecting.ts';
import {DIRECT_ERRORS} from './errorTable/direct.ts';
import {FILE_ERRORS} from './errorTable/files.ts';
import {errorKind, ownError, ownUsage, type ErrorKind} from './errorTable/errorKind.ts';
import {MACHINE_ERRORS} from './errorTable/machine.ts';
import {MESSAGE_ERRORS} from './errorTable/messages.ts';
import {PEOPLE_ERRORS} from './errorTable/people.ts';
import {READING_ERRORS} from './errorTable/reading.ts';
import {ROOM_ERRORS} from './errorTable/rooms.ts';
import {SCREEN_ERRORS} from './errorTable/screen.ts';
import {SIGN_IN_ERRORS} from './errorTable/signIn.ts';
import {STARTING_ERRORS} from './errorTable/starting.ts';
import {SEALED_ERRORS} from './errorTable/sealed.ts';
import {FIXED_LIMITS} from './limits.ts';
import {NAME_RULE} from './access/loginName.ts';

export type {ErrorKind};

export const ERRORS = {
  ...PEOPLE_ERRORS,
  ...CONNECTING_ERRORS,
  ...READING_ERRORS,
  ...DIRECT_ERRORS,
  ...SIGN_IN_ERRORS,
  ...SEALED_ERRORS,
  ...SCREEN_ERRORS,
  // The request itself
  'bad-request': errorKind(
    'The server did not understand the request ({detail}). Update chat-tui on both sides.',
    false,
    {
      httpStatus: 400,
    },
  ),
  'unknown-request': errorKind('The server does not know the request {detail}. Update chat-tui on both sides.', false, {
    isAboutSession: true,
  }),
  'version-mismatch': errorKind('Client and server speak different versions. {detail}', false, {isAboutSession: true}),
  internal: errorKind('The server failed on its side. Tell its operator the incident number {detail}.', true, {
    isToldOnCut: true,
    pausesTransfer: true,
  }),
  busy: errorKind('The server is busy. Try again in a moment.', true, {
    isBrief: true,
    httpStatus: 503,
    pausesTransfer: true,
  }),
  'too-many-requests': errorKind('Too fast. Wait {detail} seconds and try again.', true, {
    hasWait: true,
    httpStatus: 429,
    pausesTransfer: true,
  }),
  'storage-full': errorKind('The server cannot store anything now: its disk is full. Try again later.', true, {
    httpStatus: 507,
  }),
  'storage-damaged': errorKind(
    'A part of the data on the server is damaged and is not shown ({detail}). Tell its operator to put back a backup.',
  ),
  'storage-failed': errorKind('The server could not store this. Try again later.', true, {pausesTransfer: true}),
  // Sign-in
  'not-signed-in': errorKind('You are not logged in. {Log in first.|Use: chat-tui login --user NAME}', false, {
    isAboutSession: true,
    endsLogin: true,
    httpStatus: 401,
    pausesTransfer: true,
  }),
  'login-failed': errorKind('Wrong name or wrong password.', false, {
    endsLogin: true,
    field: 'password',
    isWrongGuess: true,
  }),
  'login-delayed': errorKind('Too many failed logins for this name. Wait {detail} seconds and try again.', true, {
    hasWait: true,
  }),
  'admission-delayed': errorKind(
    'Many people come in at once. Wait {detail} seconds; it is tried again by itself.',
    true,
    {
      hasWait: true,
    },
  ),
  'session-expired': errorKind('Your login is no longer valid. Log in again.', false, {
    isAboutSession: true,
    endsLogin: true,
    httpStatus: 401,
    pausesTransfer: true,
  }),
  'name-taken': errorKind('The name {detail} is taken. Choose another, or log in with its password.', false, {
    field: 'name',
  }),
  'name-invalid': errorKind(`A name has ${NAME_RULE}.`, false, {field: 'name'}),
  'display-name-taken': errorKind(
    'The display name {detail} is taken, reserved, or looks like one that is. Choose another.',
  ),
  'display-name-mixed': errorKind(
    'The display name {detail} mixes letters of several scripts in one word. Write each word in one.',
  ),
  'name-alike': errorKind('The name {detail} looks like the display name of somebody here. Choose another.', false, {
    field: 'name',
  }),
  'name-reserved': errorKind('The name {detail} is reserved. Choose another.', false, {field: 'name'}),
  'password-short': errorKind(`A password has at least ${FIXED_LIMITS.passwordLengthMin} characters.`, false, {
    field: 'password',
  }),
  'password-long': errorKind(`A password has at most ${FIXED_LIMITS.passwordLengthMax} characters.`, false, {
    field: 'password',
  }),
  'password-common': errorKind('This password is on every list of common passwords. Choose another.', false, {
    field: 'password',
  }),
  'server-full': errorKind('The server is full ({detail} online). Try again later.', true),
  'too-many-connections': errorKind('You are logged in too many times at once ({detail}). Close one first.', false, {
    isBrief: true,
  }),
  'network-full': errorKind(
    'From your network as many are connected as may be ({detail}). Close one first, or ask the operator for more.',
    true,
  ),
  'not-allowed': errorKind('You have no right to do this. Ask an admin.', false, {httpStatus: 403}),
  'owner-stays': errorKind('{detail} owns this server and stays its owner.'),
  // The end of a session
  kicked: errorKind('You were disconnected by {detail}.', false, {
    isAboutSession: true,
    httpStatus: 403,
    pausesTransfer: true,
    endedAs: 'kicked',
  }),
  banned: errorKind('You are banned from this server by {detail}.', false, {isAboutSession: true, httpStatus: 403}),
  'network-banned': errorKind('This address is banned from this server: {detail}.', false, {
    isAboutSession: true,
    httpStatus: 403,
  }),
  'network-invalid': errorKind(
    '{detail} is no address or network that is banned or could be. Use 203.0.113.7 or 2001:db8::/32.',
  ),
  'network-own': errorKind(
    '{detail} holds your own address, or that of an admin who is connected. Nothing was banned.',
  ),
  'too-many-bans': errorKind('{detail} networks are banned, which is the limit. Unban some, or ban a wider one.'),
  'account-disabled': errorKind('This account was disabled by {detail}.', false, {
    isAboutSession: true,
    httpStatus: 403,
  }),
  'server-closing': errorKind('The server is closing.', true, {
    exit: 'noServer',
    isToldOnCut: true,
    // The detail is missing when nobody announced a time.
    hasWait: true,
    httpStatus: 503,
    pausesTransfer: true,
  }),
  'too-slow': errorKind('This connection was too slow and was cut; what you missed is being fetched.', true, {
    isToldOnCut: true,
  }),
  'logged-out': errorKind('You were logged out.', false, {isAboutSession: true, endsLogin: true}),
  'login-late': errorKind('Nobody logged in on this connection for a while. It is made again by itself.', true),
  ...ROOM_ERRORS,
  // Messages
  'message-empty': errorKind('An empty message is not sent. Write something first.', false, {
    exit: 'usage',
    isAboutText: true,
  }),
  'message-too-long': errorKind(
    'The message is too long: {detail}. Shorten it, or send it as a file{|: add --as-file}.',
    false,
    {isAboutText: true},
  ),
  'message-not-text': ownUsage(
    'This is data and no text. Send it as a file: {/send|chat-tui send TARGET --file} PATH.',
    {isAboutText: true},
  ),
  'outbox-full': errorKind('Your disk does not take the message ({detail}). It stays in the input line.', true, {
    exit: 'usage',
    isLocal: true,
  }),
  'out-of-order': errorKind('A message before this one has not arrived yet. It is sent again by itself.', true),
  ...MESSAGE_ERRORS,
  ...FILE_ERRORS,
  // The client's own
  'timed-out': errorKind('The server did not answer in time. Try again.', true, {
    exit: 'noServer',
    isLocal: true,
    pausesTransfer: true,
  }),
  'bad-answer': errorKind(
    'The server said something that is not understood ({detail}). Update chat-tui on both sides.',
    false,
    {isLocal: true, isAboutSession: true, isTriedAFewTimes: true},
  ),
  'program-replaced': ownUsage(
    'chat-tui was installed anew while it ran, and a part of the old one is gone. Start it again.',
  ),
  unforeseen: ownError(
    'Something failed that should not fail ({detail}). What you wrote is kept; start chat-tui again if it looks wrong.',
  ),
  disconnected: errorKind('There is no connection now. It is being restored.', true, {
    exit: 'noServer',
    isAboutSession: true,
    pausesTransfer: true,
  }),
  'command-unknown': ownError('There is no command {detail}. Use /help to see them all; // sends a literal slash.'),
  'command-usage': ownUsage('Usage: {detail}'),
  'time-in-reason': ownUsage(
    'Write the time before the reason, as {detail}. Where it is a part of the reason, put -- before the reason.',
  ),
  'one-person-only': ownError(
    '{detail} are several people, and this goes to one. Make a room with /create and /invite them, or begin ' +
      'the text with a word.',
  ),
  'address-invalid': ownUsage('{detail} is not a server address. Use HOST, HOST:PORT, https://HOST or a join link.'),
  'known-servers-damaged': ownUsage(
    '{detail}, where the keys of servers are kept, cannot be read. Put it right, or delete it and compare fingerprints anew.',
  ),
  'target-invalid': ownUsage('{detail} is not a target. Use #room or @user.'),
  'credentials-unsafe': ownUsage(
    '{detail} can be read by others or belongs to somebody else. Run: chmod 600 on it, or delete it and log in again.',
  ),
  'credentials-damaged': ownError('The login in {detail} cannot be read. Delete the file and log in again.'),
  'login-place-unwritable': ownUsage(
    'The login could not be kept: {detail} cannot be written. Nothing was asked of the server. Check the ' +
      'folder and its free space, or use --store memory.',
  ),
  'login-unkept': ownUsage(
    'The login could not be kept ({detail}) and was ended again. An account that was made is there: use chat-tui login.',
  ),
  'keychain-failed': ownUsage('The keychain did not take the login ({detail}). Use --store file or --store memory.', {
    isKeysAbsent: true,
  }),
  'settings-invalid': ownUsage('{detail}'),
  ...STARTING_ERRORS,
  ...MACHINE_ERRORS,
} satisfies Record<string, ErrorKind>;
